"""Wheels -> a software bill of materials in CycloneDX's JSON: the same wheels, the same bytes."""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

_LICENCE = "License :: OSI Approved :: "
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def sbom(product: Path, wheels: Iterable[Path]) -> dict[str, object]:
    """The bill of a product's wheel and of the wheels that it is installed with."""
    listed = sorted(wheels)
    components = [_component(wheel) for wheel in listed]
    whole = _component(product, kind="application")
    seal = "".join(_digest(wheel) for wheel in [product, *listed])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(_NAMESPACE, seal).urn,
        "version": 1,
        "metadata": {"component": whole},
        "components": components,
        "dependencies": [
            {
                "ref": whole["bom-ref"],
                "dependsOn": sorted({str(one["bom-ref"]) for one in components}),
            }
        ],
    }


def _component(wheel: Path, kind: str = "library") -> dict[str, object]:
    metadata = read_metadata(wheel)
    name, version = metadata["Name"], metadata["Version"]
    address = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    found: dict[str, object] = {
        "type": kind,
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": _digest(wheel)}],
        "properties": [{"name": "wheel", "value": wheel.name}],
    }
    if licences := _licences(metadata):
        found["licenses"] = licences
    if summary := metadata["Summary"]:
        found["description"] = summary
    return found


def read_metadata(wheel: Path) -> Message:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return BytesParser().parsebytes(archive.read(name))


def _licences(metadata: Message) -> Sequence[dict[str, object]]:
    if expression := metadata["License-Expression"]:
        return [{"expression": expression}]
    classifiers = (str(one) for one in metadata.get_all("Classifier", []))
    named = [one.removeprefix(_LICENCE) for one in classifiers if one.startswith(_LICENCE)]
    said = str(metadata["License"] or "").split("\n")[0][:80]
    return [{"license": {"name": name}} for name in named or ([said] if said else [])]


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
