"""Windows: who may read the data folder, read from and written to its access list.

A folder inside a user's profile is private by itself; one made elsewhere inherits rights for all
users of the computer. The list is handled as text (SDDL), so that what it means can be tested on
any system.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

_EVERYBODY = frozenset(
    {
        "WD", "S-1-1-0", "BU", "S-1-5-32-545", "AU", "S-1-5-11", "IU", "S-1-5-4", "BG",
        "S-1-5-32-546", "AN", "S-1-5-7", "PU", "S-1-5-32-547", "NU", "S-1-5-2",
    }
)  # fmt: skip
"""Everyone, Users, Authenticated Users, Interactive, Guests, Anonymous, Power Users, Network; and
groups of a domain, which end as below."""
_DOMAIN_GROUPS = re.compile(r"S-1-5-21-\d+-\d+-\d+-(513|514|515)|DU|DG|DC")
_LIST = re.compile(r"D:([A-Z_]*)((?:\([^()]*\))*)")
_ENTRY = re.compile(r"\(([^()]*)\)")
_READ_WORDS = frozenset({"GA", "GR", "FA", "FR", "KA", "KR", "CC"})
_READ_BITS = 0x10000000 | 0x80000000 | 0x1
_ALLOW = frozenset({"A", "XA", "OA"})


@dataclass(frozen=True, slots=True)
class RightsProbe:
    """What is asked of Windows; replaced in tests.

    Attributes:
        read: a folder's access list as SDDL text.
        write: puts an access list in place; what lies in the folder inherits it.
        own: the security identifier of this account.
    """

    read: Callable[[Path], str]
    write: Callable[[Path, str], None]
    own: Callable[[], str]


def strangers_in(sddl: str) -> frozenset[str]:
    """The groups beyond this account and the administrators that may read; everyone if no list."""
    found = _LIST.search(sddl)
    if found is None or "NO_ACCESS_CONTROL" in found[1]:
        return frozenset({"WD"})
    strangers = set()
    for entry in _ENTRY.findall(found[2]):
        parts = entry.split(";")
        if len(parts) >= 6 and parts[0] in _ALLOW and _reads(parts[2]) and _is_group(parts[5]):
            strangers.add(parts[5])
    return frozenset(strangers)


def private_list(own: str) -> str:
    """Full rights for this account, the system and the administrators; nothing inherited."""
    return "D:P" + "".join(f"(A;OICI;FA;;;{who})" for who in (own, "SY", "BA"))


def keep_private(folder: Path, probe: RightsProbe) -> bool:
    """Whether the folder is this account's alone now; taken from others where it was not."""
    try:
        if not strangers_in(probe.read(folder)):
            return True
        probe.write(folder, private_list(probe.own()))
        return not strangers_in(probe.read(folder))
    except OSError:
        return False


def _reads(rights: str) -> bool:
    if rights.lower().startswith("0x"):
        return bool(int(rights, 16) & _READ_BITS)
    return any(rights[at : at + 2] in _READ_WORDS for at in range(0, len(rights), 2))


def _is_group(who: str) -> bool:
    return who in _EVERYBODY or _DOMAIN_GROUPS.fullmatch(who) is not None


def windows_probe() -> RightsProbe | None:
    """The real answers; None on other systems, whose modes of files do the same."""
    if sys.platform == "win32":
        return RightsProbe(_read_list, _write_list, _own_sid)
    return None


if sys.platform == "win32":
    _FILE_OBJECT, _DACL, _PROTECTED = 1, 0x4, 0x80000000
    _TOKEN_QUERY, _TOKEN_USER, _REVISION = 0x8, 1, 1

    def _read_list(folder: Path) -> str:
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        descriptor, text = ctypes.c_void_p(), wintypes.LPWSTR()
        _require(
            advapi.GetNamedSecurityInfoW(
                str(folder), _FILE_OBJECT, _DACL, None, None, None, None, ctypes.byref(descriptor)
            )
            == 0
        )
        try:
            _require(
                advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                    descriptor, _REVISION, _DACL, ctypes.byref(text), None
                )
            )
            try:
                return str(text.value)
            finally:
                kernel.LocalFree(text)
        finally:
            kernel.LocalFree(descriptor)

    def _write_list(folder: Path, sddl: str) -> None:
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        descriptor, dacl = ctypes.c_void_p(), ctypes.c_void_p()
        present, defaulted = wintypes.BOOL(), wintypes.BOOL()
        _require(
            advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                sddl, _REVISION, ctypes.byref(descriptor), None
            )
        )
        try:
            _require(
                advapi.GetSecurityDescriptorDacl(
                    descriptor, ctypes.byref(present), ctypes.byref(dacl), ctypes.byref(defaulted)
                )
            )
            # This call, unlike the older ones, hands the rights on to what lies in the folder.
            code = advapi.SetNamedSecurityInfoW(
                str(folder), _FILE_OBJECT, _DACL | _PROTECTED, None, None, dacl, None
            )
            _require(code == 0)
        finally:
            kernel.LocalFree(descriptor)

    def _own_sid() -> str:
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        token, size, text = wintypes.HANDLE(), wintypes.DWORD(), wintypes.LPWSTR()
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        _require(advapi.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)))
        try:
            advapi.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
            buffer = ctypes.create_string_buffer(size.value)
            _require(
                advapi.GetTokenInformation(
                    token, _TOKEN_USER, buffer, size.value, ctypes.byref(size)
                )
            )
            sid = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_void_p))[0]
            _require(advapi.ConvertSidToStringSidW(ctypes.c_void_p(sid), ctypes.byref(text)))
            try:
                return str(text.value)
            finally:
                kernel.LocalFree(text)
        finally:
            kernel.CloseHandle(token)

    def _require(done: object) -> None:
        if not done:
            raise OSError("the access list could not be read or written")
