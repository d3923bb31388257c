"""Options of a model -> an explainer that is ready, over a model that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from gitdigest.analysis.asking import Asker, Calls, Habits
from gitdigest.describe import CommitSource, Progress
from gitdigest.digest import CommitDigest, ModelUse
from gitdigest.explain.budget import Budget, Metered, Price
from gitdigest.explain.explainer import Explainer
from gitdigest.explain.forecast import Forecast, forecast, seconds_of
from gitdigest.explain.recall import Kept, Recall, recall
from gitdigest.explain.wording import Wording
from gitdigest.explain.work import Work
from gitdigest.model.answers import AnswerCache
from gitdigest.model.cache import Absent, CachedModel
from gitdigest.model.connection import ModelOptions, open_model
from gitdigest.model.info import known
from gitdigest.model.litellm_model import LiteLLMModel
from gitdigest.model.model import Mode

Done = TypeVar("Done")

ANSWERS = "answers"
"""The folder of the cache that holds what models said."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run asks: which model, in which words, within what; `fresh` uses no kept answer.

    A `salt` keeps the run's answers apart from those of reports.
    """

    model: ModelOptions
    wording: Wording = Wording()  # noqa: RUF009 - frozen, so that all may share it
    budget: Budget = Budget()  # noqa: RUF009
    fresh: bool = False
    salt: str = ""


class Explaining:
    """A model at work for one run: it explains, finds again, and tells what it took."""

    def __init__(
        self, settings: Settings, model: LiteLLMModel, answers: AnswerCache, folder: Path
    ) -> None:
        self._settings = settings
        self._model = model
        self._answers = answers
        self._folder = folder
        listed = known(settings.model.name)
        self.price = Price(listed.price_in, listed.price_out) if listed else Price()
        self.meter = Metered(model, settings.budget, self.price)
        self._cached = CachedModel(self.meter, answers, salt=settings.salt, fresh=settings.fresh)
        self._found = 0
        self.asker = Asker(
            self._cached,
            settings.wording.requests(),
            Habits(self._recalled_mode()),
            forget=self._cached.forget,
        )
        self._runner = asyncio.Runner()

    @property
    def name(self) -> str:
        """The model as people call it."""
        return self._model.name

    @property
    def hits(self) -> int:
        """How many answers were found in the cache."""
        return self._cached.hits + self._found

    @property
    def kept(self) -> Kept | None:
        """What finds kept analyses in any process; None where none shall be used."""
        if self._settings.fresh:
            return None
        absent = Absent(self._model.identity, self._model.window, self._model.tokens)
        return Kept(absent, self._folder, self._settings.wording, self.asker.habits.mode)

    def recall(self, source: CommitSource) -> AbstractContextManager[Recall | None]:
        """What finds the kept analyses of a source's commits in this process."""
        return recall(source, self.kept)

    def explain(self, works: Sequence[Work], progress: Progress) -> None:
        """Explain what is open in the works; what is done stays in them when interrupted."""
        self._found += sum(_calls(one) for work in works for one in work.part.commits)
        self.run(Explainer(self.asker, progress, self.name, self.figures).explain(works))

    def run(self, work: Coroutine[Any, Any, Done]) -> Done:
        """What some work with the model comes to; an interrupt leaves nothing of it behind."""
        try:
            return self._runner.run(work)
        except KeyboardInterrupt:
            self._runner.run(_cancel_others())
            raise

    def forecast(self, works: Sequence[Work]) -> Forecast:
        """What is left to ask about the works; nothing is asked."""
        return forecast(works, self.asker, self._cached)

    def measure(self, found: Forecast) -> tuple[float, float]:
        """Seconds that a run may take, and those of the request that was made to know it.

        Raises ModelError.
        """
        assert found.probe is not None  # noqa: S101 - without requests there is nothing to measure
        reply = self._runner.run(self.asker.reply(found.probe, Calls()))
        return seconds_of(found, found.probe, reply, self.asker), reply.seconds

    def use(self) -> ModelUse:
        """What the run took so far."""
        return ModelUse(
            name=self.name,
            calls=self.meter.calls,
            cached=self.hits,
            retries=self._model.retries,
            prompt_tokens=self.meter.prompt_tokens,
            answer_tokens=self.meter.answer_tokens,
            seconds=round(self.meter.seconds, 1),
        )

    def close(self) -> None:
        """Let the connections go, and keep what was learned of the model's way to answer."""
        self._answers.remember(self._profile, {"mode": self.asker.habits.mode})
        self._answers.tally(self.meter.calls, self.hits)
        self._runner.run(self._model.close())
        self._runner.close()

    def figures(self) -> str:
        """How fast the model writes, what was found in the cache, what had to be tried again."""
        speed = self.meter.answer_tokens / self.meter.seconds if self.meter.seconds else 0.0
        found = (
            f"{speed:.0f} tokens/s" if speed else "",
            f"{self.hits:,} kept" if self.hits else "",
            f"{self._model.retries} retries" if self._model.retries else "",
        )
        return ", ".join(filter(None, found))

    def _recalled_mode(self) -> Mode:
        said = self._answers.recall(self._profile).get("mode")
        return cast(Mode, said) if said in get_args(Mode) else "schema"

    @property
    def _profile(self) -> str:
        return f"mode of {self._model.identity}"


@contextmanager
def open_explaining(settings: Settings, cache: Path) -> Iterator[Explaining]:
    """A model that explains and remembers in `cache`. Raises ModelError where it cannot be had."""
    folder = cache / ANSWERS
    answers = AnswerCache(folder)
    try:
        with open_model(settings.model, answers) as model:
            explaining = Explaining(settings, model, answers, folder)
            try:
                yield explaining
            finally:
                explaining.close()
    finally:
        answers.close()


async def _cancel_others() -> None:
    """End what an interrupt left in the loop: nothing of it may go on when the loop runs again."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _calls(one: CommitDigest) -> int:
    return one.analysis.calls if one.analysis else 0
