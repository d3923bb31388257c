r"""Text from a repository or a model, made harmless to look at: what cannot be seen is spelled out.

Control characters (also ESC and the C1 codes, which drive terminals), bidirectional and invisible
characters, lone surrogates and private ones become visible: `\x1b`, `<U+202E>`. So a reader sees
what is there, and nothing acts on a terminal or hides in a report.
"""

from __future__ import annotations

import re

LIMIT = 20_000

# Unicode's Cc (but tab and newline), Cf, Cs, Co, Zl and Zp, the noncharacters of the first plane,
# the supplementary variation selectors, and the letters and symbols that draw nothing.
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2"
    r"\u115f-\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    r"\ud800-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe-\uffff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U0010ffff"
)
_BAD = re.compile(f"[{_UNSEEN}]")
_JOINER = "\u200d"
_PICTURE = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_MARK = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = re.compile(rf"([{_MARK}]{{4}})[{_MARK}]+")
_BREAKS = re.compile(r"[\n\t]+")


def clean(text: str, *, limit: int = LIMIT, oneline: bool = False) -> str:
    """The text with nothing invisible in it, at most about `limit` characters of it.

    Newlines and tabs stay (CRLF becomes a newline), with `oneline` they become one space; of a
    pile of combining marks four stay; what is cut off is counted: `… [+123]`.
    """
    if len(text) > limit:
        text = f"{text[:limit]}… [+{len(text) - limit}]"
    if not (text.isascii() and text.isprintable()):
        text = _PILE.sub(r"\1", text.replace("\r\n", "\n"))
        text = _BAD.sub(_spelled, text)
    return _BREAKS.sub(" ", text) if oneline else text


def _spelled(match: re.Match[str]) -> str:
    char = match[0]
    if char == _JOINER and _joins_pictures(match.string, match.start()):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"<U+{code:04X}>"


def _joins_pictures(text: str, at: int) -> bool:
    """Whether the joiner stands between two pictures and makes one of them, as in a gitmoji."""
    return bool(at and _PICTURE.match(text, at - 1) and _PICTURE.match(text, at + 1))
