"""An untrusted repository -> a bare repository of our own over its objects.

Whoever made a folder chose its config, hooks, index, attributes and replacements, and git runs
what they say. So git never opens it: it opens a shadow, whose only link to the repository is a line
in objects/info/alternates.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gitdigest.errors import RepositoryError
from gitdigest.git.bare import ID_LENGTH, ObjectFormat, put_lines, write_bare, write_head
from gitdigest.git.config import GitConfig, last_value, read_config, read_git_file, remote_url
from gitdigest.git.directory import GitDir, find_git_dir
from gitdigest.git.objects import object_folders
from gitdigest.git.refs import is_safe_name, read_refs
from gitdigest.limits import Limits
from gitdigest.text import clean

EMPTY_TREE: Mapping[ObjectFormat, str] = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
# Why some stand here: commitGraph and multiPackIndex can be forged beside honest objects. A bare
# repository may take attributes from its HEAD (git 2.43 to 2.45): attr.tree points them to nothing.
# The packedGit bounds keep a huge pack, which is mapped, within the memory of the process.
_CONFIG = """\
[core]
	commitGraph = false
	multiPackIndex = false
	attributesFile = /dev/null
	bigFileThreshold = {big_file}
	packedGitWindowSize = 32m
	packedGitLimit = 512m
	quotePath = false
[attr]
	tree = {empty_tree}
[diff]
	renames = copies
	renameLimit = 1000
	noprefix = false
[gpg]
	program = /bin/false
[log]
	showSignature = false
	mailmap = false
[mailmap]
	blob = HEAD:.mailmap
[i18n]
	logOutputEncoding = UTF-8
[protocol]
	allow = never
[gc]
	auto = 0
[maintenance]
	auto = false
"""
# git's own drivers, which name the function in a hunk's header, for what no grammar of ours reads:
# their patterns cost git up to a third of its time (Rust's). One that is too new is ignored.
_DRIVERS = {
    "ada": "adb ads",
    "bibtex": "bib",
    "css": "css less scss",
    "dts": "dts dtsi",
    "elixir": "ex exs",
    "fortran": "f f03 f08 f90 f95 for",
    "html": "htm html xhtml",
    "kotlin": "kt kts",
    "markdown": "markdown md",
    "objc": "m mm",
    "pascal": "dpr pas",
    "perl": "pl pm",
    "scheme": "rkt scm ss",
    "tex": "sty tex",
}
_ATTRIBUTES = "".join(
    f"*.{suffix} diff={driver}\n" for driver, names in _DRIVERS.items() for suffix in names.split()
)
_KNOWN_EXTENSIONS = {
    *("noop", "noop-v1", "partialclone", "preciousobjects", "worktreeconfig", "objectformat"),
    *("compatobjectformat", "relativeworktrees", "refstorage", "submodulepathconfig"),
}
_SHALLOW_LIMIT = 64 << 20
_LIMITS = Limits()
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Shadow:
    """A repository as it may be read: `path` is the bare shadow, gone when the block ends.

    `head` is "refs/heads/x", an id when detached, "" when not known. `promisor` means that blobs
    may be missing. `skipped_refs` counts branches and tags with a name or value that is no good.
    """

    path: Path
    common_dir: Path
    work_tree: Path | None
    object_format: ObjectFormat
    refs: Mapping[str, str]
    head: str
    shallow: frozenset[str]
    promisor: bool
    remote_url: str
    skipped_refs: int


@contextmanager
def open_shadow(
    path: Path, *, allow_alternates: bool = False, limits: Limits = _LIMITS
) -> Iterator[Shadow]:
    """The shadow of the repository at a path: a work tree, a folder in one, or a bare repository.

    Nothing is written at `path`. Raises UsageError and RepositoryError.
    """
    git_dir = find_git_dir(path)
    try:
        config = read_config(git_dir.common / "config")
        object_format = _object_format(config)
        folders = object_folders(git_dir.common / "objects", allow_alternates=allow_alternates)
        refs = read_refs(git_dir.common, ID_LENGTH[object_format], limits.refs)
        head = read_head(git_dir, ID_LENGTH[object_format])
        shallow = _shallow(git_dir, ID_LENGTH[object_format])
    except OSError as error:
        raise RepositoryError(f"{path} cannot be read: {error.strerror}") from error
    with tempfile.TemporaryDirectory(prefix="gitdigest-", ignore_cleanup_errors=True) as made:
        shadow = Shadow(
            path=Path(os.path.realpath(made)),
            common_dir=git_dir.common,
            work_tree=git_dir.work_tree,
            object_format=object_format,
            refs=MappingProxyType(refs.ids),
            head=head,
            shallow=shallow,
            promisor=_is_promisor(config, folders),
            remote_url=remote_url(config),
            skipped_refs=refs.skipped,
        )
        _write(shadow, folders, limits)
        yield shadow


def _object_format(config: GitConfig) -> ObjectFormat:
    """What the ids are; refuses every format of a repository that is not known here."""
    version = last_value(config, "core.repositoryformatversion", "0")
    extensions = {key.removeprefix("extensions.") for key in config if key.startswith("extensions")}
    unknown = sorted(extensions - _KNOWN_EXTENSIONS) if version != "0" else []
    if version not in {"0", "1"} or unknown:
        what = f"extension {unknown[0]}" if unknown else f"format version {version}"
        raise _unknown(f"repository {what}")
    if last_value(config, "extensions.refstorage", "files") != "files":
        raise RepositoryError(
            "the repository keeps its refs in a reftable, which cannot be read",
            "clone it with git clone --ref-format=files, and give the clone",
        )
    name = last_value(config, "extensions.objectformat", "sha1").lower()
    if name == "sha1":
        return "sha1"
    if name == "sha256":
        return "sha256"
    raise _unknown(f"object format {name}")


def _unknown(what: str) -> RepositoryError:
    """What the repository's own config says may hold anything, line breaks too."""
    told = clean(what, limit=_LONGEST_VALUE, oneline=True)
    return RepositoryError(f"unknown {told}", "clone it with git, and give the clone")


def _is_promisor(config: GitConfig, folders: tuple[Path, ...]) -> bool:
    """Whether blobs may be missing: the config says so, or a pack came from such a clone."""
    marks = re.compile(r"extensions\.partialclone|remote\..+\.(promisor|partialclonefilter)")
    packs = (file for folder in folders for file in folder.glob("pack/*.promisor"))
    return any(marks.fullmatch(key) for key in config) or any(packs)


def read_head(git_dir: GitDir, id_length: int) -> str:
    """What HEAD names: "refs/heads/x", an id when detached, "" when it is no good."""
    try:
        value = read_git_file(git_dir.path / "HEAD", 4096).strip()
    except RepositoryError:
        if (git_dir.path / "HEAD").is_symlink():  # as git made it before 2006
            return ""
        raise
    name = value.removeprefix(b"ref: ").strip()
    if name != value:
        good = name.startswith(b"refs/heads/") and is_safe_name(name)
        return name.decode("utf-8", "surrogateescape") if good else ""
    return value.decode("ascii") if re.fullmatch(rb"[0-9a-f]{%d}" % id_length, value) else ""


def _shallow(git_dir: GitDir, id_length: int) -> frozenset[str]:
    ids = read_git_file(git_dir.common / "shallow", _SHALLOW_LIMIT).split()
    if not all(re.fullmatch(rb"[0-9a-f]{%d}" % id_length, found) for found in ids):
        raise RepositoryError("the list of shallow commits is broken", "run git fetch --unshallow")
    return frozenset(found.decode("ascii") for found in ids)


def _write(shadow: Shadow, folders: tuple[Path, ...], limits: Limits) -> None:
    config = _CONFIG.format(big_file=limits.file, empty_tree=EMPTY_TREE[shadow.object_format])
    write_bare(shadow.path, shadow.object_format, config)
    write_head(shadow.path, shadow.head)
    (shadow.path / "info").mkdir()
    put_lines(shadow.path / "info" / "attributes", _ATTRIBUTES)
    put_lines(shadow.path / "objects" / "info" / "alternates", _alternate(folders[0]))
    if shadow.refs:
        lines = (f"{value} {name}" for name, value in shadow.refs.items())
        put_lines(shadow.path / "packed-refs", "# pack-refs with: sorted ", *lines)
    if shadow.shallow:
        put_lines(shadow.path / "shallow", *sorted(shadow.shallow))


def _alternate(folder: Path) -> str:
    """The line for a folder, quoted as git does where a newline would end it."""
    text = str(folder)
    if "\n" not in text:
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text).replace("\n", "\\n") + '"'
