"""Carries out one command for unattended work, from its words to its exit status.

The promise: whatever happens, one clear line says so and no trace of the program's inside or of a
patient is printed; libraries of the window are not loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.cli.answers import Told, answer, defect, misuse, no_access, refuse, stopped
from app.cli.arguments import Arguments, Order
from app.cli.asking import Asker, NoTerminal
from app.cli.commands import COMMANDS
from app.cli.interrupts import Interrupts, Stopped
from app.cli.work import Work
from app.domain.errors import Cancelled, Problem
from app.services.vault import VaultService
from app.storage.integrity import check_database_library
from app.system.clock import Clock, SystemClock
from app.system.known_answers import check_known_answers
from app.system.live_folder import live_folder
from app.system.origin import COMMAND_LINE, acting_from
from app.system.paths import DataFolder, sample_data_folder

MakeVault = Callable[[DataFolder, Clock], VaultService]


@dataclass(frozen=True, slots=True)
class Means:
    """What tests replace."""

    clock: Clock = field(default_factory=SystemClock)
    make_vault: MakeVault = VaultService
    asker: Asker | None = None


def run(arguments: Arguments, interrupts: Interrupts, means: Means | None = None) -> int:
    """Do what was ordered; the exit status."""
    order = arguments.order
    assert order is not None  # noqa: S101 - the caller looked
    folder = _folder(arguments)
    as_json = order.json
    try:
        with acting_from(COMMAND_LINE):
            told = _carry_out(order, folder, interrupts, means or Means())
    except (Cancelled, Stopped):
        interrupts.deafen()
        return refuse(order.command, stopped(), as_json=as_json)
    except NoTerminal:
        sentence = "There is no terminal to ask for the password; use --password-stdin."
        return misuse(order.command, sentence, as_json=as_json)
    except Problem as problem:
        return refuse(order.command, problem, as_json=as_json)
    except PermissionError:
        return refuse(order.command, no_access(), as_json=as_json)
    # whatever else comes here is a fault of the program, and the last chance to say so in one line
    except Exception as error:  # noqa: BLE001
        if interrupts.wished:
            # the second wish may come where a library wraps it
            return refuse(order.command, stopped(), as_json=as_json)
        return defect(order.command, error, folder.logs, as_json=as_json)
    interrupts.deafen()
    return answer(order.command, told, as_json=as_json)


def _carry_out(order: Order, folder: DataFolder, interrupts: Interrupts, means: Means) -> Told:
    check_known_answers()
    check_database_library()
    work = Work(
        order,
        means.make_vault(folder, means.clock),
        means.clock,
        means.asker or Asker(from_stdin=order.password_stdin),
        interrupts,
    )
    return COMMANDS[order.command](work)


def _folder(arguments: Arguments) -> DataFolder:
    if arguments.sample:
        return sample_data_folder()
    if arguments.data is not None:
        return DataFolder(arguments.data.absolute())
    return live_folder()
