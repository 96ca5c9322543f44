"""From a fresh machine with Python and nothing else to the running program, its tests and figures.

    python3 packaging/dev.py run      open the program on the sample practice
    python3 packaging/dev.py test     everything that CI checks
    python3 packaging/dev.py test --full --faults   the faults on purpose alone, in full size
    python3 packaging/dev.py bench    speed, as ratios against peers and baselines
    python3 packaging/dev.py build    the program as people install it, packed and tried
    python3 packaging/dev.py locks    ask the package index about the lock files

Promise: each of these is the only step. The environment is made from the lock files; what Qt needs
from the system is installed where that is possible, or named in one line where it is not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

import checks
import environment
import machine
from environment import LOCKS, ROOT, Lock, script

TOUR = "tour-output"


def run(_arguments: argparse.Namespace) -> int:
    """Open the sample practice, or play the tour where there is no display."""
    if machine.has_display():
        machine.install((*machine.WINDOW, *machine.DISPLAY), "The window")
        environment.ensure(Lock.RUNTIME)
        return _start("app", "--sample", env=environment.child_environment())
    print("There is no display here, so the tour is played instead.", flush=True)
    machine.install(machine.WINDOW, "Qt")
    environment.ensure(Lock.RUNTIME)
    status = _start("app", "tour", f"{TOUR}/", env=environment.headless_environment())
    if status == 0:
        print(f"The tour's papers, pictures and log are in {ROOT / TOUR}")
    return status


def test(arguments: argparse.Namespace) -> int:
    """Run every check."""
    environment.ensure(Lock.DEV)
    return checks.run_all(full=arguments.full, faults_only=arguments.faults)


def bench(arguments: argparse.Namespace) -> int:
    """Measure, and print ratios."""
    machine.install(machine.WINDOW, "Qt")
    environment.ensure(Lock.DEV)
    full = ["--full"] if arguments.full else []
    return _start("tests.benchmarks", *full, env=environment.headless_environment())


def build(_arguments: argparse.Namespace) -> int:
    """Pack the program for this platform, play a working day in it, make its package."""
    machine.install((*machine.WINDOW, *machine.DISPLAY, *machine.PACKING), "Packing the program")
    machine.ensure_shared_python()
    environment.ensure(Lock.BUILD)
    return _in_build("build.py")


def locks(_arguments: argparse.Namespace) -> int:
    """Ask whether the locks are wheels on every platform, and for known weaknesses."""
    environment.ensure(Lock.BUILD)
    return _in_build("locks.py")


def _in_build(name: str) -> int:
    command = [script("python", Lock.BUILD), str(LOCKS.parent / name)]
    env = environment.headless_environment()
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def _start(module: str, *arguments: str, env: dict[str, str]) -> int:
    command = [script("python"), "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="dev.py", description="Work on ChartPost.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for verb, text in (
        (run, "open the program on the sample practice; without a display, play the tour"),
        (test, "run everything that CI checks"),
        (bench, "measure speed against peers and baselines"),
        (build, "pack the program for this platform and try it as its users will"),
        (locks, "ask the package index about the lock files, on every platform"),
    ):
        command = commands.add_parser(verb.__name__, help=text, description=verb.__doc__)
        command.set_defaults(verb=verb)
        if verb in (test, bench):
            command.add_argument("--full", action="store_true", help="with the largest sizes")
        if verb is test:
            command.add_argument(
                "--faults", action="store_true", help="the faults on purpose alone"
            )
    return top


def main() -> int:
    """Do what was asked; the exit status."""
    arguments = parser().parse_args()
    try:
        status: int = arguments.verb(arguments)
    except machine.MachineProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    raise SystemExit(main())
