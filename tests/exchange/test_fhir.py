"""FHIR R4 as other programs write it, and as nobody should."""

from __future__ import annotations

import contextlib
import itertools
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Cancelled, Problem
from app.domain.import_plan import ImportPlan
from app.domain.people import PatientDetails
from app.exchange import fhir_reader
from app.exchange.fhir_reader import plan_fhir
from app.exchange.json_scan import JsonScan

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parent / "data" / "bundle.json"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "fhir"
ANA: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"use": "official", "family": "Rath", "given": ["Ana", "Maria"], "suffix": ["Jr."]}],
    "birthDate": "1980-05-06",
    "gender": "female",
}


def plan(folder: Path, content: Any, name: str = "export.json") -> ImportPlan:
    path = folder / name
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(data)
    return plan_fhir(path, TODAY)


def patient(folder: Path, **parts: Any) -> PatientDetails:
    planned = plan(folder, ANA | parts)
    assert planned.rejected == ()
    return planned.rows[0].details


def bundle(*resources: Any, kind: str = "collection") -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"resource": resource} for resource in resources],
    }


def test_a_whole_chart_leaves_its_patient_alone() -> None:
    planned = plan_fhir(DATA, TODAY)
    assert (planned.rejected, planned.remarks, planned.unit) == ((), (), "entry")
    (row,) = planned.rows
    details = row.details
    assert details.full_name == "Bibi254 Schowalter414"
    assert details.birth_date == date(2009, 4, 29)
    assert details.chart_number == "475d72ca-91c7-7211-97e3-f000af33fc04"
    assert (details.sex, details.phone) == ("Female", "555-259-9533")
    assert details.address.one_line == "346 Marvin Divide Suite 33, Westborough MA 01581"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not beside this clone")
def test_the_shared_charts_come_in() -> None:
    names = {}
    for path in sorted(SHARED.glob("*.json")):
        planned = plan_fhir(path, TODAY)
        assert (len(planned.rows), planned.rejected) == (1, ())
        names[path.name[:4]] = planned.rows[0].details.full_name
    assert names == {"Bibi": "Bibi254 Schowalter414", "Cris": "Cris921 Rath779"}


def test_resources_that_are_no_patients_are_let_go_while_parsing() -> None:
    content = fhir_reader._parsed(DATA.read_bytes())
    kinds = [list(entry["resource"]) for entry in content["entry"]]
    assert kinds[1:] == [["resourceType"], ["resourceType"]]


@pytest.mark.parametrize("kind", ["transaction", "batch", "collection", "searchset", "history"])
def test_bundles_of_every_kind(kind: str, tmp_path: Path) -> None:
    two = ANA | {"id": "p2", "birthDate": "1990-01-01"}
    planned = plan(tmp_path, bundle(ANA, {"resourceType": "Encounter"}, two, kind=kind))
    assert [row.details.chart_number for row in planned.rows] == ["p1", "p2"]


def test_lists_and_bundles_in_bundles(tmp_path: Path) -> None:
    two = ANA | {"id": "p2", "birthDate": "1990-01-01"}
    assert len(plan(tmp_path, [ANA, bundle(two)]).rows) == 2
    assert len(plan(tmp_path, bundle(bundle(ANA))).rows) == 1
    nested = ANA
    for _ in range(6):
        nested = bundle(nested)
    with pytest.raises(Problem, match="no-patients"):
        plan(tmp_path, nested)


@pytest.mark.parametrize("name", ["export.ndjson", "export.json", "export"])
def test_one_resource_on_each_line(name: str, tmp_path: Path) -> None:
    two = ANA | {"id": "p2", "birthDate": "1990-01-01"}
    lines = [ANA, {"resourceType": "Observation"}, ANA, bundle(two)]
    text = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    planned = plan(tmp_path, b"\xef\xbb\xbf" + text.encode(), name)
    assert planned.unit == "line"
    assert [row.line for row in planned.rows] == [1, 4]
    assert [(row.line, row.reason) for row in planned.rejected] == [
        (3, "The same patient as in line 1.")
    ]


def test_broken_lines_are_single_rejections(tmp_path: Path) -> None:
    deep = b"[" * 500 + b"]" * 500
    lines = [b"{cut", json.dumps(ANA).encode(), deep, b"[1]", b'"\xff"', b'{"resourceType": "Pat']
    planned = plan(tmp_path, b"\n".join(lines), "export.ndjson")
    assert [row.line for row in planned.rows] == [2]
    assert [row.line for row in planned.rejected] == [1, 3, 5, 6]
    assert {row.reason for row in planned.rejected} == {"The line is not FHIR in JSON."}
    with pytest.raises(Problem, match="not-fhir"):
        plan(tmp_path, b"{cut\n{cut\n", "export.ndjson")
    with pytest.raises(Problem, match="no-patients"):
        plan(tmp_path, b'{"resourceType": "Encounter"}\n{}\n', "export.ndjson")


def test_the_official_name_wins_and_maiden_names_do_not_count(tmp_path: Path) -> None:
    maiden = {"use": "maiden", "family": "Conroy74"}
    usual = {"use": "usual", "family": "Rath", "given": ["Annie"]}
    official = {"use": "official", "family": "Rath", "given": ["Ana", "M"], "prefix": ["Mrs."]}
    details = patient(tmp_path, name=[maiden, usual, official])
    assert (details.prefix, details.given_name, details.middle_name) == ("Mrs.", "Ana", "M")
    assert patient(tmp_path, name=[maiden, usual]).given_name == "Annie"
    ended = official | {"period": {"end": "2001"}}
    assert patient(tmp_path, name=[ended, usual]).given_name == "Annie"
    assert patient(tmp_path, name=[official | {"period": {"end": "2026-12"}}, usual]).prefix
    rejected = plan(tmp_path, ANA | {"name": [maiden]}).rejected
    assert rejected[0].reason == "The last name is missing."


def test_names_as_text_and_single_names(tmp_path: Path) -> None:
    assert patient(tmp_path, name=[{"text": "Rath, Ana"}]).list_name == "Rath, Ana"
    assert patient(tmp_path, name=[{"given": ["Suharto"]}]).family_name == "Suharto"
    assert patient(tmp_path, name=[{"family": ["van", "Rath"]}]).family_name == "van Rath"


def test_home_addresses_win_and_ended_ones_lose(tmp_path: Path) -> None:
    home = {"use": "home", "line": ["1 Main St", "Apt 2", "Rear"], "city": "Boston", "state": "MA"}
    old = {"use": "old", "line": ["9 Past Rd"]}
    work = {"use": "work", "line": ["5 Work Way"]}
    address = patient(tmp_path, address=[old, work, home]).address
    assert (address.line1, address.line2, address.state) == ("1 Main St", "Apt 2, Rear", "MA")
    ended = home | {"period": {"end": "2020-01-01"}}
    assert patient(tmp_path, address=[ended, work]).address.line1 == "5 Work Way"
    physical = home | {"type": "physical"}
    assert patient(tmp_path, address=[physical, work]).address.line1 == "5 Work Way"
    assert (
        patient(tmp_path, address=[{"text": "1 Main St, Boston, MA 02115"}]).address.city
        == "Boston"
    )


def test_phones_by_rank_and_use(tmp_path: Path) -> None:
    points: list[Any] = [
        {"system": "fax", "value": "0"},
        {"system": "phone", "value": "1", "use": "work"},
        {"system": "phone", "value": "2", "use": "home"},
        {"system": "phone", "value": "3", "use": "old"},
        {"system": "email", "value": "a@b.org"},
    ]
    details = patient(tmp_path, telecom=points)
    assert (details.phone, details.email) == ("2", "a@b.org")
    ranked = [*points, {"system": "phone", "value": "4", "use": "work", "rank": 1}]
    assert patient(tmp_path, telecom=ranked).phone == "4"
    strange = [*points, {"system": "phone", "value": "5", "use": "temp", "rank": True}]
    assert patient(tmp_path, telecom=strange).phone == "2"


def identifier(code: str, value: str) -> dict[str, Any]:
    return {"type": {"coding": [{"code": code}]}, "value": value}


def test_record_numbers_and_never_social_security_numbers(tmp_path: Path) -> None:
    ssn = identifier("SS", "999-17-5017")
    record = identifier("MR", "A-12")
    assert patient(tmp_path, identifier=[ssn, record]).chart_number == "A-12"
    assert patient(tmp_path, identifier=[ssn]).chart_number == "p1"
    assert patient(tmp_path, identifier=[record | {"use": "old"}]).chart_number == "p1"
    named = {"type": {"text": "Medical Record Number"}, "value": "B-7"}
    assert patient(tmp_path, identifier=[{"value": "x"}, named]).chart_number == "B-7"
    planned = plan(tmp_path, ANA | {"id": "999-17-5017"})
    assert planned.rows[0].details.chart_number == ""


def test_partial_dates_and_the_deceased(tmp_path: Path) -> None:
    planned = plan(tmp_path, ANA | {"birthDate": "1980-05", "deceasedBoolean": True})
    assert planned.rows[0].details.birth_date is None
    assert planned.rows[0].remarks == (
        "Date of birth is not a whole date and was left out.",
        "No address.",
        "Marked as deceased, but without a date; type the date of death in.",
    )
    died = patient(tmp_path, deceasedDateTime="2015-02-14T13:42:00+10:00")
    assert died.death_date == date(2015, 2, 14)


def test_merged_and_inactive_records(tmp_path: Path) -> None:
    merged = ANA | {"link": [{"type": "replaced-by", "other": {}}]}
    assert plan(tmp_path, merged).rejected[0].reason == "The record was merged into another one."
    assert "Marked as not in active use." in plan(tmp_path, ANA | {"active": False}).rows[0].remarks


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Ana Rath"},
        {"name": {"family": "Rath"}},
        {"name": [None, 3, {"family": {"x": 1}, "given": "Ana", "text": "Ana Rath"}]},
        {"birthDate": 19800506},
        {"birthDate": {"value": "1980"}},
        {"birthDate": 10**30},
        {"address": "1 Main St"},
        {"address": [{"line": "1 Main St", "city": ["x"], "period": "2020"}]},
        {"telecom": {"system": "phone", "value": 6175550100}},
        {"telecom": [["phone"]]},
        {"identifier": [{"type": "MR", "value": "7"}]},
        {"gender": 7, "link": "x", "id": None, "deceasedDateTime": False},
    ],
)
def test_wrong_types_cost_that_part_alone(wrong: dict[str, Any], tmp_path: Path) -> None:
    planned = plan(tmp_path, bundle(ANA | wrong, ANA | {"id": "p2", "birthDate": "1999-09-09"}))
    assert len(planned.rows) + len(planned.rejected) == 2
    assert planned.rows[-1].details.chart_number == "p2"
    assert not planned.rejected or planned.rejected[0].reason == "The last name is missing."


def test_wrong_forms_are_remarked(tmp_path: Path) -> None:
    remarks = plan(tmp_path, ANA | {"address": "x"}).rows[0].remarks
    assert "A part of the record is not in FHIR form and may be missing." in remarks


def test_a_patient_of_nothing(tmp_path: Path) -> None:
    planned = plan(tmp_path, {"resourceType": "Patient"})
    assert [row.reason for row in planned.rejected] == ["Nothing in it can be read."]


def test_charts_of_ten_thousand_letters_and_markup(tmp_path: Path) -> None:
    long = plan(tmp_path, ANA | {"name": [{"family": "x" * 10_000}]})
    assert long.rejected[0].reason == "Last name is longer than 80 characters."
    literal = patient(tmp_path, name=[{"family": "<b>=1+1</b>", "given": ["\ud800A\u202e"]}])
    assert (literal.family_name, literal.given_name) == ("<b>=1+1</b>", "A")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"hello", "not-json"),
        (b'{"resourceType": "Patient"', "not-json"),
        (b'{"x": ' + b"9" * 5_000 + b"}", "not-json"),
        (b'{"x": "\xff"}', "not-utf8"),
        (b"{}", "not-fhir"),
        (b"3", "not-fhir"),
        (b"[]", "not-fhir"),
        (b'{"resourceType": 3}', "not-fhir"),
        (b'{"resourceType": "Bundle"}', "no-patients"),
        (b'{"resourceType": "Bundle", "entry": [null, 3, {"resource": []}]}', "no-patients"),
        (b'{"resourceType": "Bundle", "entry": {"resource": 1}}', "no-patients"),
        (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b"[" + b"1," * 5_000_000 + b"1]", "too-many-values"),
        ('{"resourceType": "Patient"}'.encode("utf-16"), "is-utf16"),
        (b"PK\x03\x04", "is-archive"),
    ],
    ids=range(17),
)
def test_what_is_no_fhir_is_refused_in_plain_words(data: bytes, code: str, tmp_path: Path) -> None:
    started = time.perf_counter()
    with pytest.raises(Problem) as caught:
        plan(tmp_path, data)
    assert time.perf_counter() - started < 5
    assert caught.value.code == code


def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(Problem, match="too-large"):
        plan_fhir(tmp_path / "big.json", TODAY)
    monkeypatch.setattr(fhir_reader, "MAX_LINE", 50)
    with pytest.raises(Problem, match="too-large"):
        plan(tmp_path, ANA, "export.ndjson")
    monkeypatch.setattr(fhir_reader, "MAX_PATIENTS", 1)
    with pytest.raises(Problem, match="too-many-rows"):
        plan(tmp_path, bundle(ANA, ANA))
    with pytest.raises(Problem, match="too-many-rows"):
        plan(tmp_path, b"{cut\n" * 2, "export.ndjson")


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    plan_fhir(DATA, TODAY, step=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (DATA.stat().st_size,) * 2

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    path = tmp_path / "lines.ndjson"
    path.write_bytes(b"{}\n" * 500)
    for source in (DATA, path):
        with pytest.raises(Cancelled):
            plan_fhir(source, TODAY, step=cancel)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip
PARTS = st.dictionaries(
    st.sampled_from(["name", "address", "telecom", "identifier", "birthDate", "id", "link"]),
    st.lists(
        st.dictionaries(
            st.sampled_from(["use", "family", "given", "line", "value", "system", "period"]),
            JSON | st.sampled_from(["official", "home", "phone"]),
        )
    )
    | JSON,
)  # fmt: skip


def depth_of(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


@given(JSON, st.lists(st.integers(0, 60), max_size=6), st.booleans())
def test_depth_is_found_wherever_the_bytes_are_cut(
    value: Any, cuts: list[int], ascii_only: bool
) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    scan = JsonScan()
    places = [0, *sorted(cuts), len(data)]
    for start, end in itertools.pairwise(places):
        scan.feed(data[start:end])
    scan.feed(data[places[-2] : places[-2]])
    assert scan.deepest == depth_of(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PARTS)
def test_any_patient_is_planned_or_rejected(tmp_path: Path, parts: dict[str, Any]) -> None:
    planned = plan(tmp_path, {"resourceType": "Patient"} | parts)
    assert len(planned.rows) + len(planned.rejected) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=300) | st.text('{}[]",:\\resouceTypPatin \n', max_size=100).map(str.encode)
)
def test_any_bytes_are_planned_or_refused(tmp_path: Path, data: bytes) -> None:
    for name in ("export.json", "export.ndjson"):
        with contextlib.suppress(Problem):
            planned = plan(tmp_path, data, name)
            assert planned.rows or planned.rejected
