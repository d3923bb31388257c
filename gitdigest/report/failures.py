"""What went wrong with a repository or a file, as a digest keeps it -> the report's language.

An error is an English sentence with names in it, and a digest holds it as it was raised. What no
entry here fits stands as it is: it is never wrong, at worst foreign.
"""

from __future__ import annotations

import re
from functools import cache

from gitdigest.report.catalog import Catalog
from gitdigest.report.words import marked

MESSAGES = (
    marked("interrupted before it was read"),
    marked("run it again"),
    marked("no such folder: %(path)s"),
    marked("not a folder: %(path)s"),
    marked("give the path of a repository, or a URL"),
    marked("not a git repository: %(path)s"),
    marked("give a folder with .git in it, or a bare repository"),
    marked("no branch %(name)s in this repository"),
    marked("HEAD names the branch %(name)s, which does not exist"),
    marked("choose one with --branch: %(names)s"),
    marked("did you mean %(names)s?"),
    marked("there are: %(names)s"),
    marked("no commit %(name)s in this repository"),
    marked("give a commit id, a tag, a branch, or an expression such as HEAD~3"),
    marked("objects are borrowed from elsewhere: %(path)s"),
    marked("--allow-alternates reads them too"),
    marked("more than %(count)s refs"),
    marked("the repository keeps its refs in a reftable, which cannot be read"),
    marked("git is not installed"),
    marked("git stopped answering"),
    marked("the repository may have changed meanwhile"),
    marked("git %(command)s took longer than %(seconds)s seconds"),
    marked("raise seconds of [limits]"),
    marked("git %(command)s failed: %(reason)s"),
    marked("no space left for a mirror"),
    marked("%(reason)s; last refreshed %(when)s"),
    marked("is a symbolic link"),
    marked("is no plain file"),
    marked("is larger than %(count)s bytes"),
    marked("cannot be read: %(reason)s"),
    marked("the file is not a digest: %(reason)s"),
    marked("the file is a damaged digest: %(reason)s"),
    marked("the file is JSON, but no digest of gitdigest"),
    marked("%(path)s is a symbolic link"),
    marked("%(path)s cannot be read: %(reason)s"),
)
_PLACE = re.compile(r"%\((\w+)\)s")


def said(catalog: Catalog, text: str) -> str:
    """An error or its hint in the report's language, a list in it with the language's own signs."""
    for message, pattern in _patterns():
        if match := pattern.fullmatch(text):
            return catalog.text(message) % {
                name: catalog.listed(value.split(", ")) if name == "names" else said(catalog, value)
                for name, value in match.groupdict().items()
            }
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((message, _pattern(message)) for message in MESSAGES)


def _pattern(message: str) -> re.Pattern[str]:
    """What fits a message with any values; a value is never nothing."""
    pieces = _PLACE.split(message)
    return re.compile(
        "".join(f"(?P<{one}>.+?)" if n % 2 else re.escape(one) for n, one in enumerate(pieces))
    )
