"""The model of a session: none, one that explains, or one that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gitdigest.cli.progress import Watch
from gitdigest.cli.session import Session
from gitdigest.digest import ModelUse, Skipped
from gitdigest.errors import ModelError
from gitdigest.explain.work import Work

if TYPE_CHECKING:  # a run without a model loads nothing of it
    from gitdigest.explain.opening import Explaining, Settings
    from gitdigest.explain.recall import Kept

NONE = "none"


class AskedModel:
    """What a command knows of the model: it explains where it is there, and says why where not."""

    def __init__(self, name: str, explaining: Explaining | None, missing: Skipped | None) -> None:
        self._name = name
        self.explaining = explaining
        self._missing = missing

    @property
    def kept(self) -> Kept | None:
        """What finds the analyses of earlier runs."""
        return self.explaining.kept if self.explaining else None

    @property
    def use(self) -> ModelUse | None:
        """What the run took, None where no model was asked for."""
        if self.explaining:
            return self.explaining.use()
        return ModelUse(self._name) if self._missing else None

    def explain(
        self, works: Sequence[Work], watch: Watch, *, stopped: bool = False
    ) -> Skipped | None:
        """Explain what is open in the works; why what is still open then was not asked about."""
        if self.explaining is None:
            return self._missing
        if stopped:
            return Skipped("interrupted")
        try:
            self.explaining.explain(works, watch)
        except KeyboardInterrupt:
            return Skipped("interrupted")
        return None


@contextmanager
def asked_model(
    session: Session, *, fresh: bool = False, needed: bool = False
) -> Iterator[AskedModel]:
    """The model that the options name.

    Where it cannot be asked the report is written all the same, with facts alone: a key that ran
    out in the night costs no day. Raises ModelError for a name that nobody knows, and wherever the
    model is `needed`, ConfigError for prompts that are not right.
    """
    name = session.options.model
    if name in {"", NONE}:
        yield AskedModel("", None, None)
        return
    from gitdigest.explain.opening import open_explaining

    settings = settings_of(session, fresh=fresh)
    with ExitStack() as stack:
        try:
            explaining = stack.enter_context(open_explaining(settings, session.folders.cache))
            model = AskedModel(name, explaining, None)
        except ModelError as error:
            if needed or error.kind == "setup":
                raise
            session.talk.say(f"{error.message}: the report has facts alone")
            session.talk.say(f"hint: {error.hint}")
            model = AskedModel(name, None, Skipped(f"model-{error.kind}", error.message))
        yield model


def settings_of(session: Session, *, fresh: bool = False) -> Settings:
    """How the options want the model to be asked. Raises UsageError, ConfigError."""
    from gitdigest.explain.budget import read_budget
    from gitdigest.explain.opening import Settings
    from gitdigest.explain.wording import Wording
    from gitdigest.model.connection import ModelOptions
    from gitdigest.model.litellm_model import TIMEOUT
    from gitdigest.report.catalog import find_catalog

    options = session.options
    return Settings(
        ModelOptions(
            name=options.model,
            api_base=options.api_base,
            api_key=options.api_key,
            window=options.window,
            concurrency=options.concurrency,
            timeout=options.timeout or TIMEOUT,
            offline=options.offline,
        ),
        Wording(
            language=find_catalog(options.language).language,
            prompts_dir=Path(options.prompts_dir) if options.prompts_dir else None,
            instructions=options.instructions,
        ),
        read_budget(options.budget),
        fresh=fresh,
    )
