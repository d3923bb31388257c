"""The index of a folder of reports, made again from the digests in it, without git."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from gitdigest.cli import outputs
from gitdigest.cli.archiving import head_of, is_archive
from gitdigest.digest import Digest
from gitdigest.errors import DigestError, OutputError, UsageError
from gitdigest.files import UnreadableError, read_plain, write_whole
from gitdigest.release.release import ReleaseDigest
from gitdigest.report import ENDINGS
from gitdigest.report.archive import Archive
from gitdigest.report.catalog import languages
from gitdigest.report.environment import OURS, Templates
from gitdigest.report.json import load_any
from gitdigest.report.mark import INDEX
from gitdigest.report.release import ENDINGS as RELEASE_ENDINGS

LARGEST = 512 * 1024 * 1024

Say = Callable[[str], None]


def write_index(folder: Path, language: str, say: Say, templates: Templates | None = None) -> Path:
    """Write the index of a folder; each file that is no digest is named and left out.

    Raises OutputError where a page of somebody else is in the way, UsageError where there is no
    digest at all.
    """
    index = folder / INDEX
    if head_of(index) and not is_archive(folder):
        raise OutputError(f"{index} is no index of ours", "move it away, or name another folder")
    archive = Archive(language)
    for found, name in _digests(folder, archive, say):
        files = _files(folder, name)
        if isinstance(found, Digest):
            archive.add(found, files)
        else:
            archive.add_release(found, files)
    if not archive.reports and not archive.releases:
        raise UsageError(
            f"{folder} holds no digest", "write some with gitdigest daily --format html,json -o DIR"
        )
    page = archive.render(templates or OURS)
    write_whole(index, page.encode("utf-8", "backslashreplace"), mode=outputs.mode())
    return index


def _digests(
    folder: Path, archive: Archive, say: Say
) -> Iterator[tuple[Digest | ReleaseDigest, str]]:
    try:
        names = sorted(path.name for path in folder.iterdir() if _is_candidate(path.name))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be read: {error.strerror}", "name a folder of reports"
        ) from error
    for name in names:
        try:
            content = read_plain(folder / name, LARGEST)
            yield load_any(content or b""), name
        except (DigestError, UnreadableError) as error:
            why = error.message.replace(f"{folder / name} ", "")
            archive.skipped.append((name, why))
            say(f"skipped {name!r}: {why}")


def _is_candidate(name: str) -> bool:
    """Whether a file may be a digest; a SARIF beside one is none, and no stranger either."""
    return name.endswith(ENDINGS["json"]) and not name.endswith(RELEASE_ENDINGS["sarif"])


def _files(folder: Path, name: str) -> list[tuple[str, str]]:
    """The reports beside a digest, pages first, as an address tells them."""
    stem = name.removesuffix(ENDINGS["json"])
    stems = [*(f"{stem}-{language}" for language in languages()), stem]
    known = (*ENDINGS.values(), *RELEASE_ENDINGS.values())
    endings = dict.fromkeys([ENDINGS["html"], ENDINGS["md"], *known])
    found = [f"{one}{ending}" for ending in endings for one in stems]
    return [(_label(file, stem), quote(file)) for file in found if (folder / file).is_file()]


def _label(file: str, stem: str) -> str:
    """What tells a report from the others of its digest: "zh.html"."""
    return file.removeprefix(stem).lstrip("-.")
