"""The messages that the code and the templates ask a catalogue for."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "text": None,
    "marked": None,
    "plural": (1, 2),
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
Message = str | tuple[str, ...]


def used_messages() -> set[Message]:
    """A message, or a pair of singular and plural, for each that is used anywhere."""
    found: set[Message] = set()
    for path in sorted((ROOT / "gitdigest" / "report").rglob("*.py")):
        found |= _messages("python", path)
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        found |= _messages("jinja2.ext:babel_extract", path)
    return found - {""}


def _messages(method: str, path: Path) -> set[Message]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    return {message if isinstance(message, str) else tuple(message) for _, message, _, _ in found}
