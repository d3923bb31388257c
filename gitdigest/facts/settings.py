"""Environment variables and command line flags that code reads, added and removed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from gitdigest.diff import FileChange, Hunk
from gitdigest.facts.context import Context, is_new
from gitdigest.facts.fact import Evidence, Fact, FileClass, Side
from gitdigest.facts.whereabouts import holds, words_in

_VARIABLE = re.compile(
    r"""(?:os\.environ(?:\.get\(|\.setdefault\(|\[)|os\.getenv\(|getenv\(|GetEnvironmentVariable\(
    |env::var(?:_os)?\(|\b(?:option_)?env!\(|os\.(?:Getenv|LookupEnv)\(|process\.env\[|ENV\[|ENV\.fetch\(
    |\benv\s*=\s|\bENV(?:IRONMENT)?\s*:\s*&str\s*=\s|\benvvar\s*=\s)
    \s*["']([A-Za-z_][A-Za-z0-9_]+)["'](?!\]\s*=(?!=))
    |process\.env\.([A-Z_][A-Z0-9_]{2,})\b(?!\s*=(?!=))""",
    re.VERBOSE,
)
# Each way to offer a flag, with what a text of it has: a pattern of all would be tried everywhere.
_FLAGS = (
    (
        ("add_argument(", "ption(", "option_flag("),
        re.compile(
            r"""(?:add_argument\(|\b[oO]ption\(|add_option\(|\.requiredOption\(|\boption_flag\()
            [^()"']*?(?:["'][^"'\n]*["']\s*,\s*)?["'](?:-\w,\s)?--([a-z][\w-]*)""",
            re.VERBOSE,
        ),
    ),
    (
        ("long =", "long="),
        re.compile(r'\b(?:arg|clap|structopt)\([^()\n]*\blong\s*=\s*"([a-z][\w-]*)"'),
    ),
    (('.long("',), re.compile(r'\.long\("([a-z][\w-]*)"\)')),
    (
        ("flag.", "flags.", "fs.", "flagSet.", "Flags()."),
        re.compile(
            r"""\b(?:p?flags?|fs|flagSet|Flags\(\)|PersistentFlags\(\))\.(?!Get|Lookup)
            \w*?(?:String|Bool|Int|Uint|Float|Duration|Var)\w*\((?:&[\w.]+,\s*)?"([a-z][\w.-]*)\"""",
            re.VERBOSE,
        ),
    ),
)
_LONG = re.compile(
    r"#\[(?:arg|clap|structopt)\((?:[^\]\n]*,\s*)?long(?:\s*,[^\]\n]*)?\)\]\s*"
    r"(?:#\[[^\]\n]*\]\s*|///[^\n]*\n\s*){0,20}+(?:pub(?:\([^)]*\))?\s+)?(\w+)\s*:"
)
_WORD = re.compile(r"[\w-]+")
_DOTTED = re.compile(r"[\w.-]+")
_FEW = 8
_QUOTED = re.compile(r"\"([a-z][\w-]*)\"")
_UNDASHED = (".rs", ".go")  # where a flag is called without its dashes
_LONGEST_LINE = 400
_COMMENT = re.compile(r"\s*(?://|/?\*|#\s)")
_OF_CARGO = re.compile(r"CARGO_|OUT_DIR$")  # what a build of Rust always has
_LANGUAGES = frozenset(
    {"Python", "Rust", "Go", "JavaScript", "TypeScript", "Java", "Kotlin", "C", "C++", "C#", "Ruby"}
    | {"PHP", "Scala", "Swift"}
)


_VARIABLES = ("env", "Env", "ENV")  # one of which is in each of these
# what each way to read one has in it, and most code has not
_NEAR_VARIABLE = (
    *("os.environ", "etenv(", "GetEnvironmentVariable(", "env::var", "env!(", "LookupEnv("),
    *("process.env", "ENV[", "ENV.fetch(", "envvar"),
)
_NEAR_ENV = re.compile(r"(?:env|ENV(?:IRONMENT)?)[\s+-]*[:=]")  # a hunk's signs may part it
_NEAR_LONG = ("arg(", "clap(", "structopt(")
_Key = tuple[str, str]


def find_settings(context: Context) -> Iterator[Fact]:
    """`setting.env` and `setting.flag`: names that source files begin or cease to read.

    A name that the other side of its file has anywhere, or that goes from file to file, stays; so
    does a variable that another changed file names on the other side.
    """
    gone: dict[_Key, Evidence] = {}
    come: dict[_Key, Evidence] = {}
    for change, file in context.written():
        if file.file_class is not FileClass.SOURCE or file.language not in _LANGUAGES:
            continue
        near = [h for h in change.hunks if _may_read_variable(h.body) or _may_offer_flag(h.body)]
        if not near:
            continue
        old, new = _side(near, "-"), _side(near, "+")
        _note_missing(context, change, (new.keys() - old.keys(), "old"), new, come)
        if change.status != "copied":  # what a copy does not have stays where it is from
            _note_missing(context, change, (old.keys() - new.keys(), "new"), old, gone)
    for kind, name in sorted(come.keys() - gone.keys() - _in_changed(context, come, "old")):
        yield Fact(kind, name, change="added", evidence=(come[kind, name],))
    for kind, name in sorted(gone.keys() - come.keys() - _in_changed(context, gone, "new")):
        yield Fact(kind, name, change="removed", evidence=(gone[kind, name],))


def _in_changed(context: Context, keys: Collection[_Key], side: Side) -> set[_Key]:
    """The variables that a changed source file names on a side, in whatever way: as a constant too."""
    wanted = {key for key in keys if key[0] == "setting.env"}
    found: set[_Key] = set()
    for change, file in context.written() if wanted else ():
        if file.file_class is FileClass.SOURCE:
            text = context.text(change, side) or ""
            found |= wanted - set(_unnamed(wanted, text))
    return found


def _unnamed(keys: Collection[_Key], text: str) -> list[_Key]:
    """Those that a text does not name; of many flags of Go its words are taken all at once."""
    names = {name for _, name in keys}
    there: set[str] = set()
    if len(dotted := {name for name in names if "." in name}) > _FEW:
        there = {word.strip(".") for word in _DOTTED.findall(text)}
        names -= dotted
    there.update(words_in(names, text, _WORD))
    return [key for key in keys if key[1] not in there]


def is_read(text: str, name: str) -> bool:
    """Whether code names a variable: in quotes, as a constant for it does too, or as a member."""
    if name not in text:
        return False
    named = re.compile(rf"""(?:(["'`])|\benv\.){re.escape(name)}(?(1)\1|\b)""")
    return any(named.search(line) and not _COMMENT.match(line) for line in text.split("\n"))


def _note_missing(
    context: Context,
    change: FileChange,
    missing: tuple[Collection[_Key], Side],
    places: Mapping[_Key, int],
    noted: dict[_Key, Evidence],
) -> None:
    """Keep the names that the whole file does not have on the other side."""
    keys, other_side = missing
    if not keys:
        return
    other = context.text(change, other_side)
    if other is None and not is_new(change) and change.status != "deleted":
        return
    missed = _unnamed(keys, other or "")
    bare = [name[2:] for kind, name in missed if kind == "setting.flag"]
    near = other and any(name in other or name.replace("-", "_") in other for name in bare)
    undashed = near and change.path.endswith(_UNDASHED)
    offered = _offered(other or "", change.path) if undashed else frozenset[str]()
    for kind, name in missed:
        if name not in offered:
            came = other_side == "old"
            path = change.path if came else change.old_path or change.path
            side: Side = "new" if came else "old"
            noted.setdefault((kind, name), Evidence(path, places[kind, name], side))


def _offered(text: str, path: str) -> Collection[str]:
    """The flags that a text has without their dashes: fields, and names that Rust's helpers take."""
    quoted = _QUOTED.findall(text) if path.endswith(".rs") else ()
    flags = (name for kind, name in _names(text) if kind == "setting.flag")
    return {*flags, *(f"--{name}" for name in quoted)}


def _side(hunks: Iterable[Hunk], sign: str) -> dict[_Key, int]:
    """The settings that a side of the hunks reads, with the first line of each."""
    found: dict[_Key, int] = {}
    for hunk in hunks:
        rows = [
            "" if _COMMENT.match(row, 1) else row[1:_LONGEST_LINE]
            for row in hunk.body.split("\n")
            if row[:1] in {" ", sign}
        ]
        start = hunk.old_start if sign == "-" else hunk.new_start
        for key, line in _names("\n".join(rows)).items():
            found.setdefault(key, start + line - 1)
    return found


def _names(text: str) -> dict[_Key, int]:
    """Each setting that a text reads, with the line where it does so first."""
    found: dict[_Key, int] = {}
    for name, line in _placed(_VARIABLE, text) if _may_read_variable(text) else ():
        if not _OF_CARGO.match(name):
            _note(found, ("setting.env", name), line)
    for pattern in _flags_in(text):
        for name, line in _placed(pattern, text):
            _note(found, ("setting.flag", f"--{name}"), line)
    for name, line in _placed(_LONG, text) if "#[" in text and "long" in text else ():
        _note(found, ("setting.flag", "--" + name.replace("_", "-")), line)
    return found


def _placed(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    """The last group of each match, and its line."""
    line, counted = 1, 0
    for match in pattern.finditer(text):
        at = match.start(match.lastindex or 0)
        line += text.count("\n", counted, at)
        counted = at
        yield match[match.lastindex or 0], line


def _note(found: dict[_Key, int], key: _Key, line: int) -> None:
    found[key] = min(line, found.get(key, line))


def _may_read_variable(text: str) -> bool:
    named = holds(text, _VARIABLES)
    return named and (holds(text, _NEAR_VARIABLE) or _NEAR_ENV.search(text) is not None)


def _flags_in(text: str) -> list[re.Pattern[str]]:
    """What finds the flags of a text, for the ways that it may offer some in."""
    return [pattern for words, pattern in _FLAGS if holds(text, words)]


def _may_offer_flag(text: str) -> bool:
    """Whether a text has a word of some way, a field of Rust that is one by its name among them."""
    return bool(_flags_in(text)) or ("long" in text and holds(text, _NEAR_LONG))
