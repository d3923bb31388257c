"""The archive for a closed network: wheels of this platform, their hashes, a bill, an installer.

`python -m airgap.build [FOLDER]`: needs the package index; the installer in it needs nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from airgap.sbom import read_metadata, sbom

ROOT = Path(__file__).parent.parent
_ENGINE = "xllamacpp"
_GUIDE = ROOT / "docs" / "airgap.md"
_INSTALLER = Path(__file__).with_name("install.sh")


def build(folder: Path) -> Path:
    """Make the archive in a folder; its path."""
    with tempfile.TemporaryDirectory(prefix="gitdigest-airgap-") as made:
        product = _product(Path(made))
        version = read_metadata(product)["Version"]
        name = f"gitdigest-{version}-{_platform()}"
        root = Path(made) / name
        wheels = root / "wheels"
        wheels.mkdir(parents=True)
        locks = _locks(root)
        for lock in locks:
            _download(lock, wheels)
        bill = sbom(product, wheels.iterdir())
        shutil.copy2(product, wheels)
        (root / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")
        shutil.copyfile(_GUIDE, root / "README.md")
        shutil.copyfile(ROOT / "LICENSE", root / "LICENSE")
        shutil.copyfile(_INSTALLER, root / "install.sh")
        (root / "install.sh").chmod(0o755)
        _seal(root)
        folder.mkdir(parents=True, exist_ok=True)
        return _pack(root, folder / f"{name}.tar.gz")


def _product(folder: Path) -> Path:
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("gitdigest-*.whl"))


def _platform() -> str:
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"{platform.system().lower()}-{platform.machine()}-{python}"


def _locks(root: Path) -> list[Path]:
    """The lock files that are carried: of the tool, and of the engine for GGUF files."""
    run = root / "requirements.txt"
    shutil.copyfile(ROOT / "requirements" / "run.txt", run)
    engine = root / "gguf.txt"
    lines = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{_ENGINE}=="))
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith("    --hash"))
    engine.write_text("\n".join(lines[start:end]) + "\n", encoding="utf-8")
    return [run, engine]


def _download(lock: Path, wheels: Path) -> None:
    """Every wheel of a lock file that fits here, by its hash; no package is built."""
    options = ("--only-binary=:all:", "--no-deps", "--require-hashes", "--dest", str(wheels))
    command = (sys.executable, "-m", "pip", "download", "--quiet", *options, "-r", str(lock))
    subprocess.run(command, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})


def _seal(root: Path) -> None:
    """The list of checksums over every other file."""
    lines = [f"{_sha256(file)}  {file.relative_to(root)}\n" for file in _files(root)]
    (root / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _files(root: Path) -> Iterator[Path]:
    return (file for file in sorted(root.rglob("*")) if file.is_file())


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _pack(root: Path, target: Path) -> Path:
    """One archive of the folder, the same bytes for the same files."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for file in _files(root):
            entry = archive.gettarinfo(file, f"{root.name}/{file.relative_to(root)}")
            entry.uid = entry.gid = entry.mtime = 0
            entry.uname = entry.gname = ""
            entry.mode = 0o755 if file.suffix == ".sh" else 0o644
            with file.open("rb") as content:
                archive.addfile(entry, content)
    with target.open("wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
        packed.write(raw.getvalue())
    return target


if __name__ == "__main__":
    made = build(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist"))
    print(made)
    print(f"sha256 {_sha256(made)}, {made.stat().st_size >> 20} MB")
