"""The archive for a closed network: what is in it, and that the guide works where nothing else is."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from gitrepo import GitRepo
from packaging.requirements import Requirement
from test_offline import needs_namespace

from airgap import audit
from airgap.build import build
from airgap.sbom import sbom

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "airgap.md").read_text(encoding="utf-8")
ALONE = (sys.executable, str(Path(__file__).with_name("alone.py")))


# the lock files


@pytest.mark.parametrize("name", ["run", "dev", "build", "uv"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    """Whatever index it comes from, it is the file that was locked."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z])", text)
    assert all("==" in entry.partition("\n")[0] for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"--(?:extra-)?index-url|--find-links|://", text)


def test_the_compromised_releases_of_litellm_cannot_be_chosen() -> None:
    """1.82.7 and 1.82.8 held somebody else's code; the range starts behind them."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (litellm,) = [
        requirement
        for text in table["project"]["dependencies"]
        if (requirement := Requirement(text)).name == "litellm"
    ]
    locked = re.search(
        r"^litellm==(\S+)", (ROOT / "requirements/run.txt").read_text(), re.MULTILINE
    )
    assert locked
    assert litellm.specifier.contains(locked[1])
    for version in ("1.82.7", "1.82.8", "1.82.6", "1.83.9"):
        assert not litellm.specifier.contains(version)


def test_no_package_runs_code_at_every_start_of_python() -> None:
    """As the compromised release did, by a .pth file; only those of our own tools are there."""
    folder = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    code = [
        path.name
        for path in folder.glob("*.pth")
        if re.search(r"^import\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert set(code) <= {"_virtualenv.pth", "distutils-precedence.pth", "a1_coverage.pth"}


# the audit


def test_every_exception_of_the_audit_has_a_reason() -> None:
    """And its package is one that we have."""
    locked = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    for (package, _), reason in audit.exceptions().items():
        assert f"\n{package}==" in locked
        assert reason


@pytest.mark.parametrize(
    "entry",
    ['id = "X"', 'id = "X"\npackage = "y"', 'id = "X"\npackage = "y"\nreason = "fine"'],
)
def test_an_exception_without_a_reason_is_none(tmp_path: Path, entry: str) -> None:
    """Nobody passes over an advisory without saying why."""
    file = tmp_path / "exceptions.toml"
    file.write_text(f"[[exception]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"exception|reason"):
        audit.exceptions(file)


def test_what_an_audit_finds() -> None:
    """An advisory that no exception names by any of its names, and what could not be looked up."""
    entries: list[dict[str, Any]] = [
        {"name": "a", "version": "1", "vulns": []},
        {"name": "b", "skip_reason": "not found"},
        {
            "name": "diskcache",
            "version": "5.6.3",
            "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2025-69872"], "fix_versions": []}],
        },
        {
            "name": "c",
            "version": "2",
            "vulns": [{"id": "CVE-1", "aliases": [], "fix_versions": ["3"]}],
        },
    ]
    assert [
        ("b", "", "could not be looked up"),
        ("c", "2", "CVE-1, mended in 3"),
    ] == [tuple(one) for one in audit.findings(entries, audit.exceptions())]


LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
    # via typer
diskcache==5.6.3 \\
    --hash=sha256:00
NumPy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:00
"""
ADVISED = {
    ("colorama", "0.4.6"): ("CVE-1", (), "0.4.7"),
    ("diskcache", "5.6.3"): ("PYSEC-2", ("CVE-2025-69872",), ""),
    ("numpy", "2.5.5"): ("GHSA-3", (), "2.5.6"),
}


@contextmanager
def osv(advised: Mapping[tuple[str, str], tuple[str, tuple[str, ...], str]]) -> Iterator[str]:
    """The address of a server that answers as https://google.github.io/osv.dev says that OSV does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, ecosystem = asked["package"]["name"], asked["package"]["ecosystem"]
            answer = {}
            if found := advised.get((name, asked["version"])):
                known, aliases, fixed = found
                events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
                package = {"name": name, "ecosystem": ecosystem}
                ranges = [{"type": "ECOSYSTEM", "events": events}]
                affected = [{"package": package, "ranges": ranges}]
                answer = {"vulns": [{"id": known, "aliases": aliases, "affected": affected}]}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


def test_an_audit_asks_for_every_pin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also for those of other systems and of other versions of Python; what has a reason is none."""
    lock, other = tmp_path / "run.txt", tmp_path / "dev.txt"
    lock.write_text(LOCK)
    other.write_text("diskcache==5.6.3 \\\n    --hash=sha256:00\n")
    with osv(ADVISED) as address:
        assert 1 == audit.main([lock, other], address)
    assert [
        "run.txt: colorama 0.4.6: CVE-1, mended in 0.4.7",
        "run.txt: numpy 2.5.5: GHSA-3, mended in 2.5.6",
        "run.txt: 4 packages, 2 findings",
        "dev.txt: 1 packages, 0 findings",
    ] == capsys.readouterr().out.splitlines()
    with osv({}) as address:
        assert 0 == audit.main([lock], address)


def test_an_audit_that_reaches_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two lines and a code of its own: nothing was found because nothing was asked."""
    lock = tmp_path / "run.txt"
    lock.write_text(LOCK)
    assert 2 == audit.main([lock], "http://127.0.0.1:9/v1/query")
    said = capsys.readouterr()
    message, hint = said.err.splitlines()
    assert message.startswith("audit: pip-audit could not ask http://127.0.0.1:9/v1/query: ")
    assert ("", "hint: run this where that address is reachable") == (said.out, hint)


def test_a_lock_file_that_holds_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be passed over."""
    lock = tmp_path / "run.txt"
    lock.write_text(f"{LOCK}git+https://example.org/a\n")
    assert 2 == audit.main([lock], "http://127.0.0.1:9")
    said = capsys.readouterr().err.splitlines()
    assert [
        "audit: run.txt holds what is no pin: git+https://example.org/a",
        "hint: make lock",
    ] == said


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_every_lock_is_audited(lock: Path) -> None:
    """`make audit` names each, and each of its entries is read as a pin."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = [line for line in makefile.splitlines() if "airgap.audit" in line]
    assert f"requirements/{lock.name}" in line.split()
    assert lock.read_text(encoding="utf-8").count("==") >= len(audit.pins(lock)) > 0
    entries = re.findall(r"(?m)^[A-Za-z][^ ]*==", lock.read_text(encoding="utf-8"))
    assert len(entries) == len(audit.pins(lock))


# the bill of materials


def wheel(folder: Path, name: str, version: str, more: str = "") -> Path:
    file = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}\n"
        archive.writestr(f"{name}-{version}.dist-info/METADATA", metadata)
    return file


def test_a_bill_is_valid_and_names_each_wheel(tmp_path: Path) -> None:
    """By CycloneDX's own validator; licences in each of the three ways that wheels have."""
    wheels = [
        wheel(tmp_path, "one", "1.0", "License-Expression: MIT"),
        wheel(tmp_path, "Two_x", "2.0", "Classifier: License :: OSI Approved :: BSD License"),
        wheel(tmp_path, "three", "3", "License: Apache 2\nSummary: the third"),
        wheel(tmp_path, "four", "4"),
    ]
    bill = sbom(wheel(tmp_path, "gitdigest", "0.1"), wheels)
    errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    assert errors is None, errors
    assert bill == sbom(tmp_path / "gitdigest-0.1-py3-none-any.whl", reversed(wheels))
    components = bill["components"]
    assert isinstance(components, list)
    assert {"pkg:pypi/one@1.0", "pkg:pypi/two-x@2.0", "pkg:pypi/three@3", "pkg:pypi/four@4"} == {
        one["purl"] for one in components
    }


# the guide


def blocks() -> list[str]:
    """The commands of the guide, block by block."""
    return re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)


def test_the_guide_has_the_blocks_that_are_tried() -> None:
    """Making it first, taking it away last."""
    first, *rest, last = blocks()
    assert "make airgap\n" == first
    assert last.startswith("rm -rf ~/gitdigest ")
    assert sum("bin/gitdigest daily" in block for block in rest) == 3


@pytest.mark.package
@needs_namespace
def test_the_guide_works_as_it_is_written(tmp_path: Path, random_gguf: Path) -> None:
    """From the archive to three reports, in a network that is the loopback alone."""
    home = tmp_path / "home"
    project = GitRepo.init(home / "src" / "project")
    project.commit("feat: one", {"a.py": "x = 1\n" * 30})
    (home / "models").mkdir()
    (home / "models" / "model.gguf").write_bytes(random_gguf.read_bytes())
    archive = build(home)
    checked(archive)
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    for number, block in enumerate(blocks()[1:]):
        done = subprocess.run(
            [*ALONE, "sh", "-eu", "-c", block],
            cwd=home, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in ({0, 3} if "model.gguf" in block else {0}), (block, done.stderr)
        if number == 1:
            assert f"gitdigest {version()}" in done.stdout
    reports = sorted(path.suffix for path in (home / "reports").iterdir())
    assert [".html", ".md"] == reports
    assert not (home / "gitdigest").exists()
    assert not (home / ".cache" / "gitdigest").exists()


def version() -> str:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(table["project"]["version"])


def checked(archive: Path) -> None:
    """Each file has its sum, each wheel is in the bill, and a changed file is refused."""
    with tarfile.open(archive) as packed:
        names = packed.getnames()
        top = names[0].partition("/")[0]
        read = {name: packed.extractfile(name) for name in names}
        contents = {
            name.removeprefix(f"{top}/"): file.read() for name, file in read.items() if file
        }
    lines = contents.pop("SHA256SUMS").decode().splitlines()
    sums = {name: seal for seal, _, name in (line.partition("  ") for line in lines)}
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    bill = json.loads(contents["sbom.cdx.json"])
    listed = {one["properties"][0]["value"] for one in bill["components"]}
    wheels = {name.removeprefix("wheels/") for name in contents if name.startswith("wheels/")}
    assert wheels == listed | {bill["metadata"]["component"]["properties"][0]["value"]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None


@pytest.mark.package
def test_an_archive_that_was_changed_is_not_installed(tmp_path: Path) -> None:
    """One byte in one file is enough."""
    root = tmp_path / "archive"
    root.mkdir()
    (root / "install.sh").write_bytes((ROOT / "airgap" / "install.sh").read_bytes())
    (root / "requirements.txt").write_text("x\n")
    (root / "SHA256SUMS").write_text(f"{hashlib.sha256(b'y').hexdigest()}  requirements.txt\n")
    done = subprocess.run(
        ["sh", str(root / "install.sh"), str(tmp_path / "target")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert 1 == done.returncode
    assert "a file of this archive is not what it was" in done.stderr
    assert not (tmp_path / "target").exists()
