"""Known vulnerabilities of the locked packages, less the exceptions that have a reason.

`python -m airgap.audit [LOCK…]`: exit code 1 where a package has one, or could not be looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LOCKS = (ROOT / "requirements" / "run.txt",)
EXCEPTIONS = ROOT / "requirements" / "exceptions.toml"
_KEYS = {"id", "package", "reason"}
_SHORTEST = 40  # characters that can be a reason


class Finding(NamedTuple):
    """An advisory about a package, or that nobody could tell."""

    package: str
    version: str
    what: str


def exceptions(file: Path = EXCEPTIONS) -> Mapping[tuple[str, str], str]:
    """The reason for each (package, id) that is passed over. Raises ValueError without one."""
    found: dict[tuple[str, str], str] = {}
    for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("exception", []):
        if entry.keys() != _KEYS:
            raise ValueError(f"{file}: an exception has id, package and reason: {entry}")
        if len(entry["reason"]) < _SHORTEST and "same advisory" not in entry["reason"]:
            raise ValueError(f"{file}: {entry['id']} needs a reason that can be checked")
        found[entry["package"], entry["id"]] = entry["reason"]
    return found


def findings(report: Mapping[str, object], known: Mapping[tuple[str, str], str]) -> list[Finding]:
    """What a report of pip-audit holds that no exception names."""
    found: list[Finding] = []
    entries = report.get("dependencies")
    for entry in entries if isinstance(entries, list) else []:
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


def audit(lock: Path) -> Mapping[str, object]:
    """What pip-audit says of a lock file; nothing is installed."""
    command = ("pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip")
    done = subprocess.run(
        [sys.executable, "-m", *command, "--format=json", "--progress-spinner=off"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise SystemExit(f"pip-audit could not run: {done.stderr.strip()[-400:]}")
    report: Mapping[str, object] = json.loads(done.stdout)
    return report


def main(locks: Sequence[Path]) -> int:
    """Print what was found in each lock file."""
    known = exceptions()
    status = 0
    for lock in locks:
        found = findings(audit(lock), known)
        for one in found:
            print(f"{lock.name}: {one.package} {one.version}: {one.what}".replace(" :", ":"))
        status = status or int(bool(found))
        print(f"{lock.name}: {len(found)} findings")
    return status


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]] or LOCKS))
