"""Known vulnerabilities of the locked packages, less the exceptions that have a reason.

`python -m airgap.audit [LOCK…]`: exit code 1 where a package has one or could not be looked up, 2
where nothing could be.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
LOCKS = (ROOT / "requirements" / "run.txt",)
EXCEPTIONS = ROOT / "requirements" / "exceptions.toml"
OSV = "https://api.osv.dev/v1/query"  # it has the advisories of PyPI, and GitHub's
_KEYS = {"id", "package", "reason"}
_WHOLE = "it has id, package, and a reason that can be checked"
_SHORTEST = 40  # characters that can be a reason
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([^\s;]+)")
_NO_PIN = re.compile(r"\s|#|$")  # a hash, a comment, nothing


class AuditError(ValueError):
    """Nothing can be said: a message and a hint."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Pin(NamedTuple):
    """A package at the version that is locked."""

    package: str
    version: str


class Finding(NamedTuple):
    """An advisory about a package, or that nobody could tell."""

    package: str
    version: str
    what: str


def exceptions(file: Path = EXCEPTIONS) -> Mapping[tuple[str, str], str]:
    """The reason for each (package, id) that is passed over. Raises AuditError without one."""
    found: dict[tuple[str, str], str] = {}
    for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("exception", []):
        if entry.keys() != _KEYS:
            raise AuditError(f"{file.name}: an exception is not whole: {entry}", _WHOLE)
        if len(entry["reason"]) < _SHORTEST and "same advisory" not in entry["reason"]:
            raise AuditError(f"{file.name}: {entry['id']} has no reason", _WHOLE)
        found[entry["package"], entry["id"]] = entry["reason"]
    return found


def findings(
    entries: Iterable[Mapping[str, Any]], known: Mapping[tuple[str, str], str]
) -> list[Finding]:
    """What pip-audit says of packages that no exception names."""
    found: list[Finding] = []
    for entry in entries:
        name = str(entry["name"])
        if "skip_reason" in entry:
            found.append(Finding(name, "", "could not be looked up"))
            continue
        for advisory in entry["vulns"]:
            names = {advisory["id"], *advisory.get("aliases", ())}
            if not any((name, one) in known for one in names):
                mended = ", ".join(advisory.get("fix_versions", ())) or "no release"
                what = f"{advisory['id']}, mended in {mended}"
                found.append(Finding(name, str(entry["version"]), what))
    return found


def pins(lock: Path) -> list[Pin]:
    """All that a lock file holds, also what is for other systems. Raises AuditError."""
    found: list[Pin] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := _PIN.match(line):
            found.append(_pin(match[1], match[2]))
        elif not _NO_PIN.match(line):
            raise AuditError(f"{lock.name} holds what is no pin: {line[:60]}", "make lock")
    return found


def rounds(asked: Iterable[Pin]) -> list[list[Pin]]:
    """Lists in which no package stands twice, as pip-audit wants it: a lock may hold two versions."""
    found: list[list[Pin]] = []
    for pin in dict.fromkeys(asked):
        room = (one for one in found if pin.package not in {other.package for other in one})
        if (free := next(room, None)) is None:
            found.append([pin])
        else:
            free.append(pin)
    return found


def audit(asked: Sequence[Pin], osv: str = OSV) -> list[Mapping[str, Any]]:
    """What pip-audit says of each; nothing is installed. Raises AuditError.

    The file that it gets has no markers: it would pass over what is for other systems in silence.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pins.txt")
        file.write_text("".join(f"{name}=={version}\n" for name, version in asked))
        command = ("pip_audit", "--requirement", str(file), "--no-deps", "--disable-pip")
        service = ("--vulnerability-service", "osv", "--osv-url", osv)
        done = subprocess.run(
            [sys.executable, "-m", *command, *service, "--format=json", "--progress-spinner=off"],
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        entries: list[Mapping[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError as error:
        why = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise AuditError(
            f"pip-audit could not ask {osv}: {why[:200]}",
            "run this where that address is reachable",
        ) from error
    return entries


def main(locks: Sequence[Path], osv: str = OSV) -> int:
    """Print what was found in each lock file."""
    try:
        known = exceptions()
        locked = {lock: pins(lock) for lock in locks}
        asked = rounds(pin for found in locked.values() for pin in found)
        entries = {
            _pin(entry["name"], str(entry.get("version", ""))): entry
            for one in asked
            for entry in audit(one, osv)
        }
    except AuditError as error:
        print(f"audit: {error.message}\nhint: {error.hint}", file=sys.stderr)
        return 2
    status = 0
    for lock, found in locked.items():
        bad = findings((entries[pin] for pin in found if pin in entries), known)
        bad += [Finding(*pin, "was passed over") for pin in found if pin not in entries]
        for one in bad:
            print(f"{lock.name}: {one.package} {one.version}: {one.what}".replace(" :", ":"))
        status = status or int(bool(bad))
        print(f"{lock.name}: {len(found)} packages, {len(bad)} findings")
    return status


def _pin(name: str, version: str) -> Pin:
    """A pin by the one form of a name that many spellings have (PEP 503)."""
    return Pin(re.sub(r"[-_.]+", "-", name).lower(), version)


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]] or LOCKS))
