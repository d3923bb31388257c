"""Makes the pictures of the README from real runs: `make pictures REPOSITORY=~/src/dynamo`.

`docs/terminal.svg` is what a terminal of a hundred columns shows, `docs/report.png` the top of a
page in Debian's Chromium. Both are of a clone of github.com/ai-dynamo/dynamo or a fork of it.
"""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from fcntl import ioctl
from io import StringIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).resolve().parent
WIDTH = 100
CLOCK = "1769488200"  # the morning after the day that is recorded
ZONE = ("--timezone", "Asia/Shanghai", "--branch", "main")
DAILY = (sys.executable, "-m", "gitdigest", "daily")
TYPED = "gitdigest daily ~/src/dynamo --date 2026-01-26 --timezone Asia/Shanghai"
_FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)


def main(repository: str) -> None:
    """Write both pictures."""
    source = f"ai-dynamo/dynamo={repository}"
    _record(source, HERE / "terminal.svg")
    _photograph(source, HERE / "report.png")


def _record(source: str, file: Path) -> None:
    command = [*DAILY, source, *ZONE, "--date", "2026-01-26", "--format", "terminal", "-o", "-"]
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "green"), (TYPED, "bold")))
    console.print(Text.from_ansi(_in_terminal(command)))
    form = _FONTS.sub("", CONSOLE_SVG_FORMAT)  # its fonts would be loaded from a server
    file.write_text(console.export_svg(title="gitdigest", code_format=form), encoding="utf-8")


def _in_terminal(command: list[str]) -> str:
    """What a command writes to a terminal of its own."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "SOURCE_DATE_EPOCH": CLOCK}
    with subprocess.Popen(
        [*command, "--quiet", "--no-pager"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
    ):
        os.close(theirs)
        said = bytearray()
        with suppress(OSError):  # a terminal that nobody writes to any more
            while data := os.read(ours, 65_536):
                said += data
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def _photograph(source: str, file: Path) -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "report.html"
        clock = {**os.environ, "SOURCE_DATE_EPOCH": "1768004940"}
        command = [*DAILY, source, *ZONE, "--date", "2026-01-09", "-o", str(page), "--quiet"]
        subprocess.run(command, check=True, env=clock, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport={"width": 1100, "height": 1250})
        view.goto(page.as_uri())
        view.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
