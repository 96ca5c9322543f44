"""Writes the bill of materials of a packaged program, as CycloneDX 1.6 JSON.

Promise: each part stands in it once, with version, licence, origin and the SHA-256 of the wheel it
came in or of the library as it lies in the program's folder; every library there has its owner.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parts import Part, PartProblem, owner_of

_LIBRARY = re.compile(r"\.(so(\.\d+)*|dll|pyd|dylib|otf|ttf)$")
_FRAMEWORK = re.compile(r"\.framework/Versions/[^/]+/\w+$")
_SONAME = re.compile(r"\.so\.([\d.]+)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the bill is of."""

    name: str
    version: str
    platform: str
    summary: str


def libraries(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every library and font of a program's folder: name there and path; links do not count."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).as_posix()
            if _LIBRARY.search(path.name) or _FRAMEWORK.search(name):
                yield name, path


def bill(subject: Subject, parts: Iterable[Part], folder: Path) -> dict[str, Any]:
    """The bill of a program's folder.

    Raises:
        PartProblem: a library there is nobody's.
    """
    parts = list(parts)
    held: dict[str, list[tuple[str, Path]]] = {}
    for name, path in libraries(folder):
        held.setdefault(owner_of(name, parts).name, []).append((name, path))
        for part in parts:
            if part.within and re.search(part.within, name):
                held.setdefault(part.name, []).append((name, path))
    components = [
        _component(part, held.get(part.name, []))
        for part in parts
        # a wheel counts whatever it holds; a library only where this platform's program has it
        if part.sha256 or part.name in held
    ]
    root = f"{subject.name.lower()}@{subject.version}"
    # the same program has the same number: a digest of what it is made of
    seed = "\n".join(f"{each['bom-ref']} {each.get('hashes')}" for each in components)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, root + seed)}",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": subject.name,
                "version": subject.version,
                "description": subject.summary,
                "purl": f"pkg:generic/{root}?platform={subject.platform}",
            },
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _component(part: Part, files: list[tuple[str, Path]]) -> dict[str, Any]:
    version = part.version or _version_of(files)
    purl = part.purl if "@" in part.purl else f"{part.purl}@{version}"
    reference = f"{purl}#{part.name}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": part.name,
        "version": version,
        "licenses": [_licence(part.licence)],
        "purl": purl,
    }
    if part.sha256:
        found["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    elif len(files) == 1:
        found["hashes"] = [_hash(files[0][1])]
    if part.within:
        found["properties"] = [{"name": "chartpost:inside", "value": name} for name, _ in files]
    elif files:
        found["components"] = [
            {
                "type": "file",
                "bom-ref": f"{reference}/{name}",
                "name": name,
                "hashes": [_hash(path)],
            }
            for name, path in files
        ]
    return found


def _licence(name: str) -> dict[str, Any]:
    if " " in name:
        return {"expression": name}
    if name.startswith("LicenseRef-"):
        return {"license": {"name": name.removeprefix("LicenseRef-")}}
    return {"license": {"id": name}}


def _version_of(files: list[tuple[str, Path]]) -> str:
    """What a library's own name says, where nothing else does."""
    for name, _ in files:
        if found := _SONAME.search(name):
            return found[1]
    return "unknown"


def _hash(path: Path) -> dict[str, str]:
    return {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}


def check_modules(modules: Iterable[str], known: Iterable[str], own: Iterable[str]) -> None:
    """See to it that every packed Python module comes from a known place.

    Args:
        modules: the names of all packed modules.
        known: top-level names of the interpreter's and of the runtime lock's packages.
        own: the program's.

    Raises:
        PartProblem: a module of a package that the runtime lock does not name.
    """
    allowed = {*known, *own}
    found = {name.partition(".")[0] for name in modules}
    # how the interpreter was built; its name differs from system to system
    strangers = sorted(each for each in found - allowed if not each.startswith("_sysconfigdata"))
    if strangers:
        raise PartProblem(f"Packed, but not in the runtime lock: {', '.join(strangers)}.")
