"""What goes into the packaged program."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import frozen
import pytest

from app import __version__
from tests.contracts.source import ROOT

LINUX = "/home/x/venv/lib/python3.11/site-packages/PySide6/Qt/"


@pytest.mark.parametrize(
    ("name", "source", "stays"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", LINUX + "lib/libQt6Core.so.6", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", LINUX + "lib/libQt6Network.so.6", False),
        ("PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6", LINUX + "lib/x", False),
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", False),
        ("PySide6/Qt/lib/libicudata.so.73", LINUX + "lib/libicudata.so.73", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", LINUX + "plugins", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", LINUX + "plugins", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", LINUX + "plugins", False),
        ("PySide6/Qt/translations/qt_de.qm", LINUX + "translations/qt_de.qm", False),
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", False),
        ("libstdc++.so.6", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", False),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("libcrypto.so.3", "/lib/x86_64-linux-gnu/libcrypto.so.3", True),
        ("libbz2.so.1.0", "/lib/x86_64-linux-gnu/libbz2.so.1.0", True),
        ("python3.11/lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so", True),
        ("PySide6\\Qt6Core.dll", "C:\\venv\\PySide6\\Qt6Core.dll", True),
        ("PySide6\\Qt6Quick.dll", "C:\\venv\\PySide6\\Qt6Quick.dll", False),
        ("PySide6\\opengl32sw.dll", "C:\\venv\\PySide6\\opengl32sw.dll", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\venv\\PySide6\\plugins", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", "C:\\venv\\PySide6\\plugins", False),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", "/venv/PySide6/Qt/lib/x", True),
        ("PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml", "/venv/PySide6/Qt/lib/x", False),
        ("PySide6/Qt/lib/QtQml.framework/Resources/Info.plist", "/venv/PySide6/Qt/x", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", "/venv/PySide6/Qt/plugins", True),
        ("resources/style/chartpost.qss", "/home/x/resources/style/chartpost.qss", True),
        ("sqlcipher3/_sqlite3.so", "/home/x/venv/sqlcipher3/_sqlite3.so", True),
    ],
)
def test_what_stays(name: str, source: str, stays: bool) -> None:
    assert frozen.wanted(name, source) is stays


def test_every_resource_goes_in_at_its_place() -> None:
    targets = {Path(source): folder for source, folder in frozen.data_files()}
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file():
            assert targets[path] == path.parent.relative_to(ROOT).as_posix()


def test_the_program_and_its_package_say_one_version() -> None:
    assert frozen.version() == __version__


def packed_by(
    spec: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]]:
    """What a spec file asks PyInstaller for, with stand-ins for PyInstaller."""
    asked: dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]] = {}

    def tool(name: str) -> Callable[..., str]:
        def call(*given: Any, **named: Any) -> str:
            asked.setdefault(name, []).append((given, named))
            return name

        return call

    found = SimpleNamespace(pure="pure", scripts="scripts", binaries="binaries", datas="datas")
    shared = SimpleNamespace(frozen=frozen, analysis=lambda: found, OPTIONS=["utf-8"])
    versions = SimpleNamespace(
        **{name: tool(name) for name in ("StringTable", "StringStruct", "FixedFileInfo")},
        **{name: tool(name) for name in ("VSVersionInfo", "StringFileInfo")},
        **{name: tool(name) for name in ("VarFileInfo", "VarStruct")},
    )
    windows = SimpleNamespace(versioninfo=versions)
    for name, module in (("shared", shared), ("PyInstaller.utils.win32", windows)):
        monkeypatch.setitem(sys.modules, name, cast(ModuleType, module))
    monkeypatch.setattr(sys, "path", [*sys.path])
    path = ROOT / "packaging" / "specs" / f"{spec}.spec"
    tools = {name: tool(name) for name in ("PYZ", "EXE", "COLLECT", "BUNDLE")}
    code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    exec(code, tools | {"SPECPATH": str(path.parent)})  # noqa: S102 - our own file
    return asked


@pytest.mark.parametrize(
    ("spec", "starts"),
    [
        ("linux", {"chartpost": None}),
        ("windows", {"ChartPost": False, "chartpost-cli": True}),
        ("macos", {"chartpost": False}),
    ],
)
def test_each_spec_packs_the_whole_program(
    spec: str, starts: dict[str, bool | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = packed_by(spec, monkeypatch)
    assert {named["name"]: named.get("console") for _, named in asked["EXE"]} == starts
    for given, named in asked["EXE"]:
        assert given == ("PYZ", "scripts", ["utf-8"])
        assert named["exclude_binaries"]
        assert not named["upx"]
    [(collected, named)] = asked["COLLECT"]
    assert {"binaries", "datas", "EXE"} == set(collected)
    assert collected.count("EXE") == len(starts)
    assert named["name"] == frozen.COMMAND


def test_windows_and_macos_are_told_what_the_program_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = packed_by("windows", monkeypatch)
    told = {tuple(given) for given, _ in asked["StringStruct"]}
    assert ("FileVersion", __version__) in told
    assert ("OriginalFilename", "chartpost-cli.exe") in told
    assert all(named["icon"].endswith("chartpost.ico") for _, named in asked["EXE"])
    assert all(named["version"] == "VSVersionInfo" for _, named in asked["EXE"])
    [(_, bundle)] = packed_by("macos", monkeypatch)["BUNDLE"]
    assert bundle["bundle_identifier"] == frozen.IDENTIFIER
    assert bundle["version"] == __version__


def test_revisions_are_packed_by_name() -> None:
    """They are listed at run time, so nothing but this list makes PyInstaller see them."""
    from app.storage.migrations import versions

    assert versions.__name__ in frozen.HIDDEN_PACKAGES


def test_nothing_the_program_imports_is_left_out() -> None:
    """Late imports as well: they fail in the packed program alone, when they are needed."""
    unwanted = set(frozen.UNWANTED_MODULES)
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            else:
                continue
            found |= {(path.name, name) for name in names & unwanted}
    assert not found
