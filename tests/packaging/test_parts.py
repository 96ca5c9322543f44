"""Licences and the bill of materials name every part."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import bom
import licences
import parts
import pytest
from bom import Subject
from environment import Lock
from locks import read_pins
from parts import Part, PartProblem

SUBJECT = Subject("ChartPost", "1.2.3", "linux-x64", "A desk.")


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "LICENSE"
    path.write_text("Do as you like.\n", encoding="utf-8")
    return path


def part(name: str, text: Path, **more: str) -> Part:
    purl = f"pkg:generic/{name}@1.0"
    return Part(name, "1.0", "MIT", purl, (text,), **more)


def test_each_text_stands_once_under_all_its_parts(text: Path, tmp_path: Path) -> None:
    other = tmp_path / "COPYING"
    other.write_text("Ask first.", encoding="utf-8")
    made = licences.licences_text([part("one", text), part("two", text), part("three", other)])
    assert made.count("Do as you like.") == 1
    assert made.count("Ask first.") == 1
    assert "For: one, two" in made
    assert "  three 1.0: MIT" in made


def test_a_part_without_a_text_ends_the_build(text: Path) -> None:
    with pytest.raises(PartProblem, match="alone has no licence text"):
        licences.licences_text([part("one", text), Part("alone", "1", "MIT", "pkg:generic/a@1")])


def test_a_text_that_is_gone_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(PartProblem, match="of one is missing"):
        licences.licences_text([part("one", tmp_path / "gone")])


def test_the_texts_kept_here_are_all_used() -> None:
    """A text nobody names is either forgotten or not needed any more."""
    source = Path(parts.__file__).read_text(encoding="utf-8")
    for path in parts.TEXTS.glob("*.txt"):
        assert f'"{path.stem}"' in source, path.name


def test_the_bill_names_wheels_and_libraries(text: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    (program / "lib").mkdir(parents=True)
    (program / "lib" / "libone.so.1.4").write_bytes(b"one")
    (program / "lib" / "readme").write_bytes(b"not a library")
    wheel = part("wheel", text, sha256="a" * 64)
    library = Part("library", "", "MIT", "pkg:generic/library", (text,), r"libone")
    inside = part("inside", text, within="libone")
    elsewhere = part("elsewhere", text, files="libtwo")
    made = bom.bill(SUBJECT, [wheel, library, inside, elsewhere], program)
    found = {each["name"]: each for each in made["components"]}
    digest = hashlib.sha256(b"one").hexdigest()
    assert set(found) == {"wheel", "library", "inside"}
    assert found["wheel"]["hashes"][0]["content"] == "a" * 64
    assert found["library"]["version"] == "1.4"
    assert found["library"]["purl"] == "pkg:generic/library@1.4"
    assert found["library"]["components"][0]["hashes"][0]["content"] == digest
    assert found["inside"]["hashes"][0]["content"] == digest
    assert found["inside"]["properties"][0]["value"] == "lib/libone.so.1.4"
    references = [each["bom-ref"] for each in made["components"]]
    assert len(set(references)) == len(references)
    assert made["dependencies"][0]["dependsOn"] == references
    assert json.loads(json.dumps(made)) == made


def test_the_same_program_has_the_same_bill(text: Path, tmp_path: Path) -> None:
    first = bom.bill(SUBJECT, [part("wheel", text, sha256="a" * 64)], tmp_path)
    again = bom.bill(SUBJECT, [part("wheel", text, sha256="a" * 64)], tmp_path)
    other = bom.bill(SUBJECT, [part("wheel", text, sha256="b" * 64)], tmp_path)
    assert first == again
    assert first["serialNumber"] != other["serialNumber"]


def test_a_library_of_nobody_ends_the_build(text: Path, tmp_path: Path) -> None:
    (tmp_path / "stranger.dll").write_bytes(b"?")
    with pytest.raises(PartProblem, match=r"stranger\.dll"):
        bom.bill(SUBJECT, [part("one", text, files="libone")], tmp_path)


def test_modules_of_strangers_end_the_build() -> None:
    bom.check_modules(["json.decoder", "app.main", "_sysconfigdata_x"], ["json"], ["app"])
    with pytest.raises(PartProblem, match="pygments"):
        bom.check_modules(["json", "pygments.lexers"], ["json"], ["app"])


@pytest.mark.parametrize(
    ("file", "owner"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "Qt"),
        ("PySide6/Qt6Core.dll", "Qt"),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", "Qt"),
        ("PySide6/plugins/platforms/qwindows.dll", "Qt"),
        ("PySide6/Qt/lib/libicudata.so.73", "ICU"),
        ("libpython3.11.so.1.0", "CPython"),
        ("python311.dll", "CPython"),
        ("_ssl.pyd", "CPython"),
        ("python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so", "CPython"),
        ("libcrypto.so.3", "OpenSSL (Python's)"),
        ("libcrypto-3.dll", "OpenSSL (Python's)"),
        ("sqlcipher3/_sqlite3.cp311-win_amd64.pyd", "SQLCipher"),
        ("pypdfium2_raw/pdfium.dll", "PDFium"),
        ("pillow.libs/libjpeg-6dc8d115.so.62.4.0", "libjpeg-turbo"),
        ("liblzma.so.5", "XZ Utils liblzma"),
        ("pillow.libs/liblzma-de26b416.so.5.8.4", "liblzma (in Pillow)"),
        ("resources/fonts/window/Inter-Regular.otf", "Inter"),
    ],
)
def test_whose_a_library_is(file: str, owner: str) -> None:
    assert parts.owner_of(file, parts.natives()).name == owner


def test_every_package_of_the_lock_has_a_known_licence() -> None:
    for pin in read_pins(Lock.RUNTIME.path.read_text(encoding="utf-8")):
        assert parts.licence_of(pin.name), pin.name
