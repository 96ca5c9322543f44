"""Keeps the memory of this process out of crash dumps and away from other programs, where it can.

Best effort: a system that refuses is no reason not to start, and malware with the same account or
an administrator is not stopped by any of this.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys

if sys.platform != "win32":
    import resource

_PLATFORM: str = sys.platform
_PR_SET_DUMPABLE = 4
_PT_DENY_ATTACH = 31


def harden_process() -> list[str]:
    """Switch dumps off; returns the names of the measures that took hold."""
    measures = {
        "no-core-file": _no_core_file,
        "not-dumpable": _not_dumpable,
        "no-debugger": _no_debugger,
        "no-error-report": _no_error_report,
    }
    return [name for name, take in measures.items() if _took_hold(take)]


def _took_hold(take: object) -> bool:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return callable(take) and bool(take())
    return False


if sys.platform == "win32":

    def _no_core_file() -> bool:
        return False

    def _not_dumpable() -> bool:
        return False

    def _no_debugger() -> bool:
        return False

    def _no_error_report() -> bool:
        # Error reports would send pieces of memory out of the office.
        name = sys.executable.rsplit("\\", 1)[-1]
        return int(ctypes.windll.wer.WerAddExcludedApplication(name, False)) == 0

else:

    def _no_core_file() -> bool:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return True

    def _not_dumpable() -> bool:
        if not _PLATFORM.startswith("linux"):
            return False
        return int(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0

    def _no_debugger() -> bool:
        # Only a packaged program refuses debuggers; developers need theirs.
        if _PLATFORM != "darwin" or not getattr(sys, "frozen", False):
            return False
        return int(ctypes.CDLL(None, use_errno=True).ptrace(_PT_DENY_ATTACH, 0, None, 0)) == 0

    def _no_error_report() -> bool:
        return False
