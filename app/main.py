"""The start of ChartPost: private files first, then hooks for what goes wrong, then the window.

The promise: the first page is painted before anything is loaded that it does not need; whatever
fails, from the first line on, is logged without values and shown with a number.

Imports stand inside the functions here, because each way of starting loads only what it needs and
only when umask and hooks are in place.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.system.last_resort import LastResort
from app.system.standard_streams import fill_closed_streams

if TYPE_CHECKING:
    from app.cli.arguments import Arguments

_PRIVATE = 0o077


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit status."""
    os.umask(_PRIVATE)
    fill_closed_streams()
    hooks = LastResort()
    hooks.install()
    from app.cli.arguments import parse  # noqa: PLC0415

    arguments = parse(sys.argv[1:] if argv is None else argv)
    if arguments.order is not None:
        return _command(arguments)
    if arguments.tour is not None:
        return (
            _told_tour(arguments) if arguments.json else _tour(arguments.tour, arguments.patients)
        )
    return _window(arguments, hooks)


def _window(arguments: Arguments, hooks: LastResort) -> int:
    # Nothing is thrown away before the first paint; looking for it costs a tenth of the start.
    # Later it is looked for on the GUI thread alone (ui/kit/garbage.py).
    gc.disable()
    from app.opening import run  # noqa: PLC0415

    return run(hooks, arguments.data, sample=arguments.sample)


def _command(arguments: Arguments) -> int:
    """Unattended work: no window, and none of its libraries."""
    import logging  # noqa: PLC0415

    from app.cli.interrupts import Interrupts  # noqa: PLC0415
    from app.cli.output import begin  # noqa: PLC0415

    begin()
    # without any handler the library of logs prints what it is told
    logging.getLogger().addHandler(logging.NullHandler())
    interrupts = Interrupts()
    interrupts.listen()
    from app.cli.run import run  # noqa: PLC0415
    from app.system.process_hardening import harden_process  # noqa: PLC0415

    harden_process()
    return run(arguments, interrupts)


def _tour(out: Path, patients: Path | None) -> int:
    from app.system.process_hardening import harden_process  # noqa: PLC0415
    from app.tour.play import play  # noqa: PLC0415

    harden_process()
    return play(out, patients)


def _told_tour(arguments: Arguments) -> int:
    """The tour with its lines aside and one JSON object at the end."""
    from app.cli.output import begin, tell_object  # noqa: PLC0415

    assert arguments.tour is not None  # noqa: S101 - the caller looked
    begin(lines_aside=True)
    status = _tour(arguments.tour, arguments.patients)
    body = {"command": "tour", "done": status == 0, "result": {"folder": str(arguments.tour)}}
    return status if tell_object(body) else 1


if __name__ == "__main__":
    raise SystemExit(main())
