"""What a report needs beside a model: git, a cache, repositories, prompts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from gitdigest.config.folders import Folders
from gitdigest.config.options import Options, Source
from gitdigest.doctor.finding import Finding
from gitdigest.errors import GitDigestError
from gitdigest.explain.opening import ANSWERS
from gitdigest.explain.wording import Wording
from gitdigest.git.address import is_url
from gitdigest.git.command import git_version
from gitdigest.model.answers import AnswerCache
from gitdigest.repo import open_repository

_HERE = (Source("."),)


def check_git() -> Finding:
    """Whether there is a git that is new enough."""
    try:
        version = git_version()
    except GitDigestError as error:
        return _broken("git", error)
    return Finding("git", "ok", ".".join(map(str, version)))


def check_cache(folders: Folders) -> Finding:
    """Whether the cache can be written, and opened as it is."""
    try:
        folders.cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folders.cache) as file:
            file.write(b"x")
            file.flush()
        answers = AnswerCache(folders.cache / ANSWERS)
    except OSError as error:
        said = f"{folders.cache} cannot be written: {error.strerror}"
        return Finding("cache", "broken", said, "export XDG_CACHE_HOME=/a/folder/of/yours")
    except GitDigestError as error:
        return _broken("cache", error)
    try:
        said = f"{folders.cache}, {answers.count:,} answers"
    finally:
        answers.close()
    return Finding("cache", "ok", said)


def check_repositories(options: Options, folders: Folders) -> Iterator[Finding]:
    """Whether each repository of the configuration can be opened; no network is used."""
    if options.repositories == _HERE:
        said = "none in the configuration: name them on the command line"
        yield Finding("repositories", "ok", said)
        return
    for source in options.repositories:
        yield _repository(source, options, folders)


def _repository(source: Source, options: Options, folders: Folders) -> Finding:
    try:
        with open_repository(
            source.target,
            name=source.name,
            cache=folders.cache,
            offline=True,
            allow_alternates=options.allow_alternates,
            limits=options.limits,
        ) as repository:
            repository.resolve(source.branches[0] if source.branches else "HEAD")
    except GitDigestError as error:
        if is_url(source.target):
            fetch = "gitdigest daily clones it"
            return Finding("repository", "ok", f"{source.title}: no mirror yet, {fetch}")
        said = f"{source.title}: {error.message}"
        return Finding("repository", "broken", said, error.hint or "correct its path")
    return Finding("repository", "ok", source.title)


def check_prompts(wording: Wording) -> Finding:
    """Whether the prompts can be read, the user's own among them."""
    try:
        wording.requests()
    except GitDigestError as error:
        return _broken("prompts", error)
    own = f"those in {wording.prompts_dir}" if wording.prompts_dir else "those of gitdigest"
    return Finding("prompts", "ok", f"{own}, in {wording.language}")


def _broken(title: str, error: GitDigestError) -> Finding:
    return Finding(title, "broken", error.message, error.hint)
