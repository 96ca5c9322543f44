"""Has the person left the computer? What Windows and macOS say about the session, without Qt.

Best effort: where the system does not tell, the idle lock still comes.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable

_PLATFORM: str = sys.platform
SESSION_CHANGE, POWER_BROADCAST = 0x02B1, 0x0218
_AWAY_REASONS = {
    SESSION_CHANGE: frozenset({2, 4, 6, 7}),  # console or remote disconnect, log-off, lock
    POWER_BROADCAST: frozenset({4}),  # about to sleep
}
_UTF8 = 0x08000100


def means_away(message: int, reason: int) -> bool:
    """Whether a window message of Windows says that the desk is left alone."""
    return reason in _AWAY_REASONS.get(message, frozenset())


def register_window(handle: int) -> bool:
    """Windows: let the window hear about its session."""
    if sys.platform == "win32":
        return bool(ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, 0))
    return False


def unregister_window(handle: int) -> None:
    """Windows: hear no more."""
    if sys.platform == "win32":
        ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(handle)


def mac_question() -> Callable[[], bool] | None:
    """macOS: a cheap question whether the screen is locked or the user switched; else None."""
    if _PLATFORM != "darwin":
        return None
    services = ctypes.CDLL(ctypes.util.find_library("ApplicationServices"))
    foundation = ctypes.CDLL(ctypes.util.find_library("CoreFoundation"))
    services.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
    foundation.CFStringCreateWithCString.restype = ctypes.c_void_p
    foundation.CFStringCreateWithCString.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_uint32,
    ]
    foundation.CFDictionaryGetValue.restype = ctypes.c_void_p
    foundation.CFDictionaryGetValue.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    foundation.CFBooleanGetValue.argtypes = [ctypes.c_void_p]
    foundation.CFRelease.argtypes = [ctypes.c_void_p]
    locked = foundation.CFStringCreateWithCString(None, b"CGSSessionScreenIsLocked", _UTF8)
    on_console = foundation.CFStringCreateWithCString(None, b"kCGSSessionOnConsoleKey", _UTF8)

    def ask() -> bool:
        session = services.CGSessionCopyCurrentDictionary()
        if not session:
            return False
        try:
            is_locked = foundation.CFDictionaryGetValue(session, locked)
            here = foundation.CFDictionaryGetValue(session, on_console)
            return bool(is_locked and foundation.CFBooleanGetValue(is_locked)) or bool(
                here and not foundation.CFBooleanGetValue(here)
            )
        finally:
            foundation.CFRelease(session)

    return ask
