"""What is understood, and that what is not understood is not repeated."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.cli import output
from app.cli.arguments import Arguments, Order, parse

SECRET = "plover cabinet 41"


def test_commands_are_understood() -> None:
    assert parse(["backup", "--user", "ann", "--to", "d"]) == Arguments(
        order=Order("backup", user="ann", to=Path("d"))
    )
    assert parse(["--data", "x", "backup", "--user", "ann"]).data == Path("x")
    assert parse(["backup", "--user", "ann", "--data", "y"]).data == Path("y")
    assert parse(["--sample", "verify", "--user", "ann", "--json"]).sample
    exported = parse(["export", "mailing-log", "o.csv", "--user", "a", "--from", "11/22/2026"])
    assert exported.order == Order("export", user="a", file=Path("o.csv"), first=date(2026, 11, 22))
    restored = parse(["restore", "b", "--recovery-code", "--reason", "drill", "--password-stdin"])
    assert restored.order == Order(
        "restore", file=Path("b"), recovery_code=True, reason="drill", password_stdin=True
    )
    assert parse(["tour", "out", "--json"]) == Arguments(tour=Path("out"), json=True)


@pytest.mark.parametrize(
    "argv",
    [
        ["backup"],
        ["backup", "--user"],
        ["backup", "--user", "ann", "--password", SECRET],
        ["backup", "--user", "ann", f"--password={SECRET}"],
        ["backup", "--user", "ann", SECRET],
        ["backup", "--user", "ann", "--pass", SECRET],
        ["restore", "b", "--user", "ann", "--recovery-code", "--reason", "x"],
        ["restore", "b", "--reason", "x"],
        ["export", SECRET, "o.csv", "--user", "ann"],
        ["export", "mailing-log", "o.csv", "--user", "ann", "--from", SECRET],
        [SECRET],
        ["--sample", "new", "p.toml", "--user", "a", "--full-name", "A", "--sheet", "s"],
    ],
)
def test_what_is_not_understood_is_refused_without_repeating_it(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ([], ["--json"]):
        with pytest.raises(SystemExit) as left:
            parse([*argv, *more])
        assert left.value.code == 2
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        assert said.err.splitlines()[0].startswith("usage: chartpost")
        assert len(said.err.splitlines()) == 2
        if more:
            told = json.loads(said.out)
            assert told["problem"]["code"] == "usage"
            assert told["command"] in ("", argv[0])
        else:
            assert said.out == ""


def test_a_password_as_an_argument_gets_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["verify", "--user", "ann", "--password", SECRET])
    assert "never an argument" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        parse(["verify", "--user", "ann", "--frob", SECRET])
    assert "not understood: --frob" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for name in ("new", "import-patients", "export", "backup", "restore", "verify", "tour"):
        assert f"    {name}" in text


def test_a_word_that_is_no_command_gets_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([SECRET])
    said = capsys.readouterr().err
    assert "no such command; there are new, import-patients, export, backup, restore" in said
    assert SECRET not in said


def test_texts_of_others_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.begin()
    output.say("bell \a and \x1b[2J and\nmore")
    assert capsys.readouterr().out == "bell   and  [2J and more\n"
    assert output.was_heard()
