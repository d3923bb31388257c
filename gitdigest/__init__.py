"""What changed in git repositories, as data and as reports.

    from gitdigest import Selection, make_digest, render

    digest = make_digest("path/to/clone", Selection(revision_range="v1.0..v2.0"))
    print(render(digest, "md", language="en"))

With a model: `make_digest(..., model="ollama_chat/qwen3:8b")`, or `model=Settings(ModelOptions(...),
Wording(language="zh"))`. A repository that nobody vouches for is read within bounds, which
`make_digest(..., limits=Limits(files=500))` narrows. `load` reads a digest that
`render(digest, "json")` wrote. Every error is a `GitDigestError` with a message and a hint. The library prints nothing, reads no configuration, and never writes to a
repository. Names are imported when they are used.
"""

# No import stands here: `python -m gitdigest` comes by before its search path is safe.

TYPE_CHECKING = False

if TYPE_CHECKING:
    from gitdigest.api import make_digest as make_digest
    from gitdigest.commit import Commit as Commit
    from gitdigest.digest import CommitDigest as CommitDigest
    from gitdigest.digest import Digest as Digest
    from gitdigest.digest import RepositoryDigest as RepositoryDigest
    from gitdigest.errors import GitDigestError as GitDigestError
    from gitdigest.explain.opening import Settings as Settings
    from gitdigest.explain.wording import Wording as Wording
    from gitdigest.facts.fact import Facts as Facts
    from gitdigest.limits import Limits as Limits
    from gitdigest.model.connection import ModelOptions as ModelOptions
    from gitdigest.report import render as render
    from gitdigest.report.json import load as load
    from gitdigest.selection import Selection as Selection

_HOMES = {
    "make_digest": "gitdigest.api",
    "Commit": "gitdigest.commit",
    "CommitDigest": "gitdigest.digest",
    "Digest": "gitdigest.digest",
    "RepositoryDigest": "gitdigest.digest",
    "GitDigestError": "gitdigest.errors",
    "Settings": "gitdigest.explain.opening",
    "Wording": "gitdigest.explain.wording",
    "Limits": "gitdigest.limits",
    "ModelOptions": "gitdigest.model.connection",
    "Facts": "gitdigest.facts.fact",
    "render": "gitdigest.report",
    "load": "gitdigest.report.json",
    "Selection": "gitdigest.selection",
}

__all__ = [  # noqa: PLE0604 - strings all
    *_HOMES,
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The public name, imported from where it lives."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - see above

        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for people who look around."""
    return sorted(__all__)
