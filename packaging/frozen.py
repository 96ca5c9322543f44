"""What goes into the packaged program and what stays out; the spec files read it from here.

Promise: one list for all platforms. What the window never loads is left out by name, and so are
the libraries that a Linux desktop has and keeps up to date itself.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "package"
ICONS = WORK / "icons"
PAPERS = WORK / "papers"
"""The licences, made before packing since Help shows them."""

NAME = "ChartPost"
COMMAND = "chartpost"
IDENTIFIER = "org.chartpost.ChartPost"
PUBLISHER = "The ChartPost project"
SUMMARY = "The records-release desk of a small medical practice"
START = Path(__file__).resolve().parent / "start.py"

# Never imported by the program, but found by PyInstaller in what it does import.
UNWANTED_MODULES = (
    "PIL._avif",
    "PIL._imagingcms",
    "PIL._imagingft",
    "PIL._imagingtk",
    "PIL._webp",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_curses",
    "defusedxml",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "numpy",
    "pip",
    "pydoc",
    "pydoc_data",
    "pygments",
    "pytest",
    "readline",
    "setuptools",
    "sqlite3",
    "tkinter",
    "tomli",
    "unittest",
)
# Found by name at run time, so PyInstaller cannot see that they are needed.
HIDDEN_PACKAGES = ("app.storage.migrations.versions",)

# PyInstaller's own preparations for what the program does not do; they load a good deal.
UNWANTED_HOOKS = ("pyi_rth_inspect", "pyi_rth_multiprocessing")

# The Qt libraries the program or a plugin below is linked with.
QT_LIBRARIES = frozenset(
    ("Core", "DBus", "Gui", "PrintSupport", "Svg", "Test", "WaylandClient", "Widgets", "XcbQpa")
)
# A window on each platform, one in memory, dead keys and input methods, the desktop's own file
# chooser, printers, and pictures that come from scanners. Nothing draws with OpenGL.
QT_PLUGINS = {
    "imageformats": ("qjpeg",),
    "platforminputcontexts": (
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    ),
    "platforms": ("qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"),
    "platformthemes": ("qgtk3", "qxdgdesktopportal"),
    "printsupport": ("cupsprintersupport",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-shell-integration": ("xdg-shell",),
}
# Qt's renderers in software and for DirectX; the window needs neither.
_RENDERERS = re.compile(r"(opengl32sw|d3dcompiler_\d+|libEGL|libGLESv2)\.dll$", re.IGNORECASE)
_QT_LIBRARY = re.compile(r"^(?:lib)?Qt6?(?P<part>[A-Z]\w*?)(?:\.abi3)?(?:\.so[.\d]*|\.dll|)$")
_FRAMEWORK = re.compile(r"/Qt(?P<part>[A-Z]\w*)\.framework/")
_PLUGIN = re.compile(r"/plugins/(?P<kind>[\w-]+)/(?:lib)?(?P<name>[\w-]+)\.(?:so|dll|dylib)$")
_QT_REST = re.compile(
    r"PySide6/(?:Qt/)?(?:translations|qml|resources|libexec|metatypes|typesystems)/"
)
_SYSTEM = re.compile(r"^/(?:usr/)?lib(?:32|64)?/")
# Python's own; other versions of the same system may have other ones.
_PYTHON_NEEDS = re.compile(r"^lib(?:python\d[\d.]*|crypto|ssl|ffi|z|bz2|lzma|expat|mpdec)\.so")


def version() -> str:
    """The program's version, from the one place that says it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def wanted(name: str, source: str = "") -> bool:
    """Whether a collected file goes into the program.

    Args:
        name: where it would be, below the program's folder.
        source: where it comes from on this machine.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if _RENDERERS.search(path.name) or _QT_REST.search(f"{path}"):
        return False
    if plugin := _PLUGIN.search(f"/{path}"):
        return plugin["name"] in QT_PLUGINS.get(plugin["kind"], ())
    if _is_systems_own(path, source):
        return False
    part = _FRAMEWORK.search(f"/{path}") or _QT_LIBRARY.match(path.name)
    return part is None or "Qt" not in source or part["part"] in QT_LIBRARIES


def _is_systems_own(path: PurePosixPath, source: str) -> bool:
    """Whether a Linux desktop has this library itself."""
    if not _SYSTEM.match(source) or ".so" not in path.name:
        return False
    # an extension module of the system's Python is the program's, a library is not
    return path.name.startswith("lib") and not _PYTHON_NEEDS.match(path.name)


def data_files() -> list[tuple[str, str]]:
    """Files that are not code: source and folder in the program."""
    own = [
        (str(path), path.parent.relative_to(ROOT).as_posix())
        for path in sorted((ROOT / "resources").rglob("*"))
        if path.is_file()
    ]
    # app/system/resources.py finds the licences there
    papers = [(str(path), "resources") for path in sorted(PAPERS.glob("*"))]
    return [*own, *papers, (str(ICONS / f"{COMMAND}-256.png"), "resources/icons/app")]
