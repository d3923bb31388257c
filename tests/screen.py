"""A terminal as small as the tests need: runs a command in one, and keeps what its screen shows."""

from __future__ import annotations

import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fcntl import ioctl

from commandline import environment

_CODE = re.compile(r"\x1b\[(\??[\d;]*)([A-Za-z])")


def width_of(char: str) -> int:
    """How many columns a character takes."""
    if unicodedata.combining(char) or char == "\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


@dataclass
class Screen:
    """Rows of cells, a cursor, and what was seen of codes that a calm line has no need of."""

    columns: int
    rows: list[list[str]] = field(default_factory=lambda: [[]])
    row: int = 0
    column: int = 0
    is_cursor_shown: bool = True
    highest: int = 1
    unknown: list[str] = field(default_factory=list)

    def feed(self, text: str) -> None:
        """What a terminal would do with it; a line that is too long wraps."""
        at = 0
        while at < len(text):
            if match := _CODE.match(text, at):
                self._obey(match[1], match[2])
                at = match.end()
                continue
            self._put(text[at])
            at += 1

    @property
    def lines(self) -> list[str]:
        """The rows that show something."""
        shown = ["".join(row).rstrip() for row in self.rows]
        return [line for line in shown if line]

    def _obey(self, argument: str, code: str) -> None:
        count = int(argument) if argument.isdigit() else 1
        if code == "K":
            del self._cells[0 if argument == "2" else self.column :]
        elif code == "A":
            self.row = max(self.row - count, 0)
        elif argument == "?25":
            self.is_cursor_shown = code == "h"
        elif code != "m":
            self.unknown.append(f"{argument}{code}")

    def _put(self, char: str) -> None:
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self._down()
        else:
            width = width_of(char)
            if self.column + width > self.columns:
                self._down()
                self.column = 0
            cells = self._cells
            cells += [" "] * (self.column - len(cells))
            cells[self.column : self.column + width] = [char] + [""] * (width - 1)
            self.column += width
        self.highest = max(self.highest, len(self.lines))

    def _down(self) -> None:
        self.row += 1
        if self.row == len(self.rows):
            self.rows.append([])

    @property
    def _cells(self) -> list[str]:
        return self.rows[self.row]


@dataclass
class Terminal:
    """A command in a terminal of so many columns; `frames` are its screens as they came."""

    command: Sequence[str]
    columns: int
    variables: dict[str, str] = field(default_factory=dict)
    frames: list[list[str]] = field(default_factory=list)
    said: str = ""

    def run(self, resize: Callable[[int], int | None] = lambda _: None) -> Screen:
        """The screen at the end; `resize` gives new columns after so many pieces of output."""
        ours, theirs = pty.openpty()
        self._size(theirs, self.columns)
        known = environment(TERM="xterm-256color", **self.variables)
        for name in ("COLUMNS", "LINES", "NO_COLOR", "CI"):
            known.pop(name, None)
        process = subprocess.Popen(
            self.command, stdin=theirs, stdout=theirs, stderr=theirs, env=known
        )
        os.close(theirs)
        screen = Screen(self.columns)
        while data := _read(ours):
            text = data.decode("utf-8", "replace")
            self.said += text
            screen.feed(text)
            self.frames.append(screen.lines)
            if columns := resize(len(self.frames)):
                screen.columns = columns
                self._size(ours, columns)
                process.send_signal(signal.SIGWINCH)
        os.close(ours)
        assert 0 == process.wait(30), self.said
        return screen

    @staticmethod
    def _size(descriptor: int, columns: int) -> None:
        ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def _read(descriptor: int) -> bytes:
    time.sleep(0.02)  # so that a frame comes whole
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        return b""
