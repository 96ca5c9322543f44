"""What the packaged program is made of: Python packages, native libraries, fonts; whose they are.

Promise: every package of the runtime lock and every library in the program's folder is a part with
a name, a version and a licence; what nobody has described ends the build.
"""

from __future__ import annotations

import json
import platform
import pyexpat
import re
import ssl
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from environment import REPORT, ROOT, Lock
from locks import read_pins

TEXTS = Path(__file__).resolve().parent / "licences"

# Where a package's own words are not one of the names that machines know (spdx.org).
SPDX = {
    "charset-normalizer": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyside6-essentials": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "sqlcipher3": "Zlib",
}
# Packages without a licence file of their own.
OWN_TEXTS = {"pyside6-essentials": ("qt",), "shiboken6": ("qt",)}


class PartProblem(Exception):  # noqa: N818  says what the build lacks
    """A part of the program nobody has described; the text says which."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the program is made of.

    Attributes:
        licence: as spdx.org names it.
        purl: where it comes from, as package-url.
        texts: names of licence texts kept in ``licences/``, or paths of a package's own.
        files: a pattern for its libraries in the program's folder; empty for plain Python.
        within: a pattern for the library that holds it without being it.
        sha256: of the wheel it came in; libraries get theirs when the program is packed.
    """

    name: str
    version: str
    licence: str
    purl: str
    texts: tuple[str | Path, ...] = ()
    files: str = ""
    within: str = ""
    sha256: str = ""


def packages() -> list[Part]:
    """The packages of the runtime lock, as they are installed here.

    Raises:
        PartProblem: one has no licence, or did not come as a wheel that is known by its hash.
    """
    hashes = _hashes_of_wheels()
    pins = read_pins(Lock.RUNTIME.path.read_text("utf-8"))
    return [_package(_plain(pin.name), hashes) for pin in pins]


def _hashes_of_wheels() -> dict[str, str]:
    """What pip noted when it installed the build's environment."""
    report = json.loads((Lock.BUILD.venv / REPORT).read_text("utf-8"))["install"]
    return {
        _plain(each["metadata"]["name"]): each["download_info"]["archive_info"]["hashes"]["sha256"]
        for each in report
    }


def _package(name: str, hashes: dict[str, str]) -> Part:
    found = metadata.distribution(name)
    licence = licence_of(name)
    own = tuple(
        Path(str(file.locate()))
        for file in found.files or ()
        if ".dist-info/licenses/" in file.as_posix()
    )
    texts: tuple[str | Path, ...] = own or OWN_TEXTS.get(name, ())
    if not licence or not texts or name not in hashes:
        raise PartProblem(f"{name} lacks a licence, its text or the hash of its wheel.")
    purl = f"pkg:pypi/{name}@{found.version}"
    files = _OF_PACKAGES.get(name, "")
    return Part(
        found.metadata["Name"], found.version, licence, purl, texts, files, sha256=hashes[name]
    )


def licence_of(name: str) -> str:
    """A package's licence as spdx.org names it; empty if nobody says."""
    said = metadata.distribution(name).metadata.get_all("License-Expression") or ()
    return SPDX.get(_plain(name)) or next(iter(said), "")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


_OF_PACKAGES = {
    "cffi": r"_cffi_backend",
    "charset-normalizer": r"^charset_normalizer/",
    "cryptography": r"^cryptography/",
    "markupsafe": r"^markupsafe/",
    "pillow": r"^PIL/",
    "pyside6-essentials": r"^PySide6/(Qt\w+\.(abi3\.so|pyd)|(lib)?pyside6\.abi3)|^libpyside6",
    "shiboken6": r"^shiboken6/|^libshiboken6",
    "sqlalchemy": r"^sqlalchemy/",
}


def everything() -> list[Part]:
    """All parts of the program as it is packed here."""
    return [*packages(), *natives(), _starter()]


def _starter() -> Part:
    """What starts Python in the packed program; it comes from PyInstaller."""
    found = metadata.distribution("pyinstaller")
    copying = tuple(
        Path(str(file.locate())) for file in found.files or () if file.name.startswith("COPYING")
    )
    return Part(
        "PyInstaller bootloader",
        found.version,
        "GPL-2.0-or-later WITH Bootloader-exception",
        f"pkg:pypi/pyinstaller@{found.version}",
        copying,
        sha256=_hashes_of_wheels()["pyinstaller"],
    )


def natives() -> list[Part]:
    """The libraries and fonts inside the packages, and Python itself."""
    qt, sqlcipher, openssl = _versions_of_libraries()
    python = platform.python_version()
    return [
        Part("CPython", python, "PSF-2.0", f"pkg:generic/cpython@{python}", ("python",), _PYTHON),
        _generic("Expat", pyexpat.EXPAT_VERSION.removeprefix("expat_"), "MIT", "libexpat"),
        _generic("zlib", zlib.ZLIB_RUNTIME_VERSION, "Zlib", r"^libz\.|^zlib1"),
        _generic("libffi", "", "MIT", r"^libffi"),
        _generic("bzip2", "", "bzip2-1.0.6", r"^libbz2"),
        _generic("XZ Utils liblzma", "", "0BSD", r"^liblzma\.(so|dll|\d)"),
        _generic("libmpdec", "", "BSD-2-Clause", r"^libmpdec"),
        _openssl("OpenSSL (Python's)", ssl.OPENSSL_VERSION, r"^lib(ssl|crypto)\b"),
        _openssl("OpenSSL (in cryptography)", openssl, within=r"^cryptography/"),
        _openssl("OpenSSL (in SQLCipher)", sqlcipher["provider"], within=r"^sqlcipher3/"),
        Part(
            "SQLCipher",
            sqlcipher["cipher"],
            "BSD-3-Clause",
            f"pkg:github/sqlcipher/sqlcipher@v{sqlcipher['cipher']}",
            ("sqlcipher",),
            r"^sqlcipher3/",
        ),
        Part(
            "SQLite (in SQLCipher)",
            sqlcipher["sqlite"],
            "blessing",
            f"pkg:generic/sqlite@{sqlcipher['sqlite']}",
            ("sqlite",),
            within=r"^sqlcipher3/",
        ),
        Part("Qt", qt, "LGPL-3.0-only", f"pkg:generic/qt@{qt}", _QT_TEXTS, _QT),
        _generic("ICU", "", "Unicode-3.0", r"libicu", "icu"),
        _generic("PDFium", _pdfium(), "BSD-3-Clause AND Apache-2.0", r"pdfium\.", "apache-2.0"),
        *_inside_pillow(),
        _font("Inter", "window", _version_of_font("window/Inter-Regular.otf")),
        _font("Noto Sans", "paper", _version_of_font("paper/NotoSans-Regular.ttf")),
        *_microsoft(),
    ]


_PYTHON = (
    r"^libpython|^python3\d*\.dll|^Python(\.framework/|$)|^(python[\d.]+/)?lib-dynload/|^\w+\.pyd$"
)
_QT = r"Qt6\w+\.(so|dll)|/Qt\w+\.framework/|/plugins/|^libQt6"
_QT_TEXTS = ("qt", "qt-third-party", "lgpl-3.0", "gpl-3.0")


def _generic(name: str, version: str, licence: str, files: str, text: str = "python") -> Part:
    at = f"@{version}" if version else ""
    return Part(name, version, licence, f"pkg:generic/{_slug(name)}{at}", (text,), files)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().partition(" (")[0]).strip("-")


def _openssl(name: str, said: str, files: str = "", within: str = "") -> Part:
    version = said.split()[1]
    purl = f"pkg:generic/openssl@{version}"
    return Part(name, version, "Apache-2.0", purl, ("openssl", "apache-2.0"), files, within)


def _font(name: str, folder: str, version: str) -> Part:
    return Part(
        name,
        version,
        "OFL-1.1",
        f"pkg:generic/{_slug(name)}@{version}",
        (ROOT / "resources" / "fonts" / folder / "OFL.txt",),
        rf"fonts/{folder}/.*\.(otf|ttf)$",
    )


def _version_of_font(file: str) -> str:
    """What a font's table of names says of itself, as in "Version 3.019;git-0a5106e0b"."""
    said = _FONT_VERSION.search((ROOT / "resources" / "fonts" / file).read_bytes())
    return said[1].replace(b"\0", b"").decode("ascii") if said else ""


# Names in fonts are UTF-16, high byte first.
_FONT_VERSION = re.compile(rb"\0V\0e\0r\0s\0i\0o\0n\0 ((?:\0[\d.])+)")


def _inside_pillow() -> list[Part]:
    """The libraries Pillow brings; their texts stand in Pillow's own licence file."""
    own = tuple(
        Path(str(file.locate()))
        for file in metadata.files("pillow") or ()
        if ".dist-info/licenses/" in file.as_posix()
    )
    known = {
        "libjpeg-turbo": ("IJG AND BSD-3-Clause", "libjpeg"),
        "libtiff": ("libtiff", "libtiff"),
        "OpenJPEG": ("BSD-2-Clause", "libopenjp2"),
        "libxcb": ("X11", "libxcb"),
        "libXau": ("MIT", "libXau"),
        "liblzma (in Pillow)": ("0BSD", "liblzma"),
        "Zstandard": ("BSD-3-Clause", "libzstd"),
    }
    return [
        Part(name, "", licence, f"pkg:generic/{_slug(name)}", own, rf"^(pillow\.libs/)?{file}\b")
        for name, (licence, file) in known.items()
    ]


def _microsoft() -> list[Part]:
    if platform.system() != "Windows":
        return []
    name, files = "Microsoft Visual C++ run-time libraries", r"(vcruntime|msvcp|ucrtbase|api-ms-)"
    return [
        Part(name, "14", "LicenseRef-Microsoft", "pkg:generic/msvc-runtime@14", ("msvc",), files)
    ]


def _versions_of_libraries() -> tuple[str, dict[str, str], str]:
    """Qt's version; SQLCipher's with its two parts; OpenSSL's in cryptography."""
    # loaded only where the build's environment is
    import sqlcipher3.dbapi2 as driver  # noqa: PLC0415
    from cryptography.hazmat.backends.openssl.backend import backend  # noqa: PLC0415
    from PySide6.QtCore import qVersion  # noqa: PLC0415

    connection = driver.connect(":memory:")
    # the provider is named only where a key is set; nothing is kept
    connection.execute("PRAGMA key = 'x'")
    said = {
        name: str(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("cipher_version", "cipher_provider_version")
    }
    sqlcipher = {
        "cipher": said["cipher_version"].split()[0],
        "provider": said["cipher_provider_version"],
        "sqlite": str(driver.sqlite_version),
    }
    connection.close()
    return qVersion(), sqlcipher, backend.openssl_version_text()


def _pdfium() -> str:
    from pypdfium2 import version  # noqa: PLC0415

    return str(version.PDFIUM_INFO.version).partition("@")[0]


def owner_of(file: str, parts: Iterable[Part]) -> Part:
    """The part a library in the program's folder belongs to.

    Raises:
        PartProblem: nobody's.
    """
    for part in parts:
        if part.files and re.search(part.files, file):
            return part
    raise PartProblem(f"No licence is known for {file}; describe it in packaging/parts.py.")


def known_modules(described: Iterable[Part]) -> set[str]:
    """The top-level modules of Python itself and of the packages among the parts."""
    names = {_plain(part.name) for part in described if part.sha256}
    own = {
        module
        for module, holders in metadata.packages_distributions().items()
        if any(_plain(holder) in names for holder in holders)
    }
    return own | set(sys.stdlib_module_names) | _PACKING


# PyInstaller's own, under its exception from the GPL.
_PACKING = {"_pyi_rth_utils", "pyimod02_importers"}
