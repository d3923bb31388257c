"""Options -> the text of a configuration file that says just that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

_DELETE = "\x7f"  # the one control character that JSON leaves as it is and TOML forbids
_HEAD = "# Written by gitdigest init. Every key: docs/configuration.md\n"

Value = str | int | Sequence[str]


def config_text(values: Mapping[str, Value], remarks: Sequence[str] = ()) -> str:
    """A file with these keys, in their order; remarks are comments at its end."""
    lines = (f"{key} = {_written(value)}\n" for key, value in values.items())
    return "".join([_HEAD, *lines, *(f"# {remark}\n" for remark in remarks)])


def is_writable(text: str) -> bool:
    """Whether a text can stand in TOML: a path with bytes that are no text cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _written(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
    if len(value) < 2:
        return f"[{''.join(map(_written, value))}]"
    return "[\n" + "".join(f"    {_written(one)},\n" for one in value) + "]"
