"""From two files to a unit: what is recognised, what is refused, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pdusim.scenario import ScenarioError, load_scenario
from pdusim.scenario.caseload.files import CaseloadError, Files
from pdusim.scenario.caseload.given import GivenCase, GivenOfficer, GivenUnit
from pdusim.scenario.caseload.reading import read_unit
from pdusim.scenario.caseload.writing import cases_csv, staff_csv

ON = date(2026, 1, 5)
STAFF = "Staff code,Job title,Contracted hours\nA1,Probation Officer,37\nB2,PSO,30\n"

Read = Callable[..., GivenUnit]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(
        cases: str | bytes | None = None, staff: str | bytes | None = None, **more: bool
    ) -> GivenUnit:
        paths: dict[str, Path] = {}
        for role, content in (("caseload", cases), ("staff", staff)):
            if content is not None:
                paths[role] = tmp_path / f"{role}.csv"
                raw = content if isinstance(content, bytes) else content.encode()
                paths[role].write_bytes(raw)
        shown = {role: path.name for role, path in paths.items()}
        return read_unit(Files(paths.get("caseload"), paths.get("staff"), shown, **more), ON)

    return reading


def problems(read: Read, *files: str | bytes | None, **more: bool) -> list[str]:
    with pytest.raises(CaseloadError) as caught:
        read(*files, **more)
    return [str(problem) for problem in caught.value.problems]


def test_columns_and_words_of_the_field_are_recognised(read: Read) -> None:
    given = read(
        "CRN;Order Type;Sentence Date;Licence End;CRD;Tier;RoSH level;Gender;DA;Staff ID;Hat size\n"
        "X1;SSO;1/2/2025;01/02/2027;;b2;Med;F;Y;a1;43\n"
        "X2;Adult Custody;2024-05-01;1 Nov 2027;30/06/2026;;VH;M;N;;41\n",
        STAFF,
    )
    assert given.cases is not None
    first, second = given.cases
    assert first == GivenCase(
        line=2,
        case="X1",
        sentence="suspended_order",
        state="suspended_order",
        start=date(2025, 2, 1),
        end=date(2027, 2, 1),
        tier="B2",
        rosh=1,
        female=True,
        domestic_abuse=True,
        officer="A1",
    )
    assert (second.state, second.rosh, second.officer) == ("custody", 3, None)
    assert given.staff is not None
    assert [(o.officer, o.grade, o.hours) for o in given.staff] == [
        ("A1", "po", 37.0),
        ("B2", "pso", 30.0),
    ]
    assert given.notes == ("caseload.csv: not read: 'Hat size'",)


def test_every_row_that_is_wrong_is_listed_with_its_place(read: Read) -> None:
    wrong = problems(
        read,
        "case,sentence,start,end,tier,rosh,officer\n"
        "C1,community order,2025-03-01,2026-03-01,B2,high,A1\n"
        "C2,curfew,2025-03-01,,,,\n"
        "C3,CO,2025-13-01,,,,\n"
        "C4,CO,,,E9,,\n"
        "C1,CO,,,,,\n"
        ",CO,,,,,\n"
        "C7,CO,2026-02-01,,,,\n"
        "C8,CO,2025-03-01,2025-09-01,,,\n"
        "C9,CO,,,,,Z9\n"
        "Jane Doe,CO,,,,,\n"
        "C11,CO,,,,,A1,spilt\n",
        STAFF,
    )
    assert [text.split(" ", 1)[0] for text in wrong] == [
        "caseload.csv:3:2:",
        "caseload.csv:4:3:",
        "caseload.csv:5:5:",
        "caseload.csv:6:1:",
        "caseload.csv:7:1:",
        "caseload.csv:8:3:",
        "caseload.csv:9:4:",
        "caseload.csv:10:7:",
        "caseload.csv:11:1:",
        "caseload.csv:12:8:",
    ]
    for number, said in enumerate(
        (
            "a kind of sentence",
            "a date, as",
            "A3 to D0",
            "line 2 already",
            "is empty",
            "up to 2026-01-05",
            "over by then",
            "staff file",
            "names of people are not read",
            "beyond the last heading",
        )
    ):
        assert said in wrong[number]


def test_wrong_rows_are_left_out_only_where_that_is_asked_for_and_said(read: Read) -> None:
    text = "case,sentence\nC1,CO\nC2,pillory\nC3,SSO\n"
    given = read(text, leave_out_wrong_rows=True)
    assert given.cases is not None
    assert [case.case for case in given.cases] == ["C1", "C3"]
    assert given.files["caseload"].left_out == 1
    assert given.notes == ("caseload.csv: 1 row is wrong and left out: line 3",)


@pytest.mark.parametrize("heading", ["Name", "Surname", "Date of birth", "Postcode", "Offence"])
def test_what_is_personal_is_refused(read: Read, heading: str) -> None:
    (said,) = problems(read, f"case,sentence,{heading}\nC1,CO,anything\n")
    assert said.startswith("caseload.csv:1:3:")
    assert "take the column out" in said
    assert "anything" not in said


def test_hashed_identifiers_are_the_same_in_both_files_and_the_same_every_time(read: Read) -> None:
    cases = "case,sentence,officer\nC1,CO,A1\nC2,CO,a1\n"
    first, again = (read(cases, STAFF, hash_identifiers=True) for _ in range(2))
    assert first == again
    assert first.cases is not None
    assert first.staff is not None
    assert first.cases[0].officer == first.cases[1].officer == first.staff[0].officer
    assert "A1" not in str([first.cases, first.staff])
    assert "C1" not in str(first.cases)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [("case,sentence,team\nÉ1,CO,\n", one) for one in ("utf-8", "utf-8-sig", "utf-16", "cp1252")],
)
def test_the_usual_encodings_are_read(read: Read, raw: str, encoding: str) -> None:
    given = read(raw.encode(encoding))
    assert given.cases is not None
    assert given.cases[0].case == "É1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nothing in the file"),
        (b"case,sentence\n", "no row below the heading"),
        (b"\x89PNG\x00\x00", "it is no text"),
        (b"\xd0\xcf\x11\xe0abc", "old kind"),
        (b"PK\x03\x04 no zip", "no spreadsheet that can be read"),
        (b"who,what\n1,2\n", "no heading with the columns needed"),
        (b"case,crn,sentence\n1,1,CO\n", "both mean case"),
        (b'case,sentence\n"C1,CO\n' + b"x" * 3000, "quotation mark missing"),
        (b"case,sentence\nC1,=A2\n", "a formula was not worked out"),
    ],
)
def test_a_file_that_holds_no_cases_is_told_what_it_is(
    read: Read, content: bytes, said: str
) -> None:
    assert said in "\n".join(problems(read, content))


def test_the_state_follows_from_the_dates(read: Read) -> None:
    given = read(
        "case,sentence,start,end,release,state\n"
        "C1,custody,2025-01-01,2027-01-01,2026-06-01,\n"
        "C2,custody,2024-01-01,2027-01-01,2025-06-01,\n"
        "C3,custody,2025-01-01,2025-12-01,2025-06-01,\n"
        "C4,custody,2025-01-01,2027-01-01,,community\n"
        "C5,life,,,,\n"
    )
    assert given.cases is not None
    assert [case.state for case in given.cases] == [
        "custody",
        "licence",
        "post_sentence",
        "licence",
        None,
    ]


def test_dates_that_contradict_the_state_are_told(read: Read) -> None:
    said = problems(
        read,
        "case,sentence,start,end,release,state\n"
        "C1,custody,2025-01-01,2027-01-01,2025-06-01,custody\n"
        "C2,custody,2025-01-01,2027-01-01,2026-06-01,licence\n"
        "C3,community order,2025-01-01,2026-06-01,,licence\n"
        "C4,custody,2025-01-01,2024-06-01,,recalled\n",
    )
    assert len(said) == 4


def test_a_mapping_file_gives_names_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("Fall,Art,Gefahr\nF1,BWH,gelb\n", encoding="utf-8")
    (tmp_path / "names.yaml").write_text(
        "columns: {Fall: case, Art: sentence, Gefahr: rosh}\n"
        "values:\n  sentence: {BWH: suspended order}\n  rosh: {gelb: medium}\n"
    )
    file = tmp_path / "unit.yaml"
    file.write_text(
        "extends: baseline\nrun: {start: 2026-01-05}\n"
        "start: {caseload: cases.csv, names: names.yaml}\n"
    )
    scenario = load_scenario(file)
    assert scenario.given is not None
    assert scenario.given.cases is not None
    case = scenario.given.cases[0]
    assert (case.case, case.sentence, case.rosh) == ("F1", "suspended_order", 1)


def test_of_the_files_a_run_keeps_only_hash_and_counts(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("case,sentence\nSECRET1,CO\n")
    file = tmp_path / "unit.yaml"
    file.write_text("extends: baseline\nstart: {caseload: cases.csv}\n")
    scenario = load_scenario(file)
    kept = scenario.resolved()
    assert kept["start"]["caseload"]["rows"] == 1
    assert "SECRET1" not in str(kept)
    (tmp_path / "cases.csv").write_text("case,sentence\nSECRET2,CO\n")
    assert load_scenario(file).resolved() != kept
    child = tmp_path / "child.yaml"
    child.write_text("extends: ./unit.yaml\n")
    assert load_scenario(child).given is not None


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("start: {caseload: nowhere.csv}", "no such file"),
        ("start: {cases: cases.csv}", "unknown key 'cases'"),
        ("start: cases.csv", "no section"),
        ("start: {hash_identifiers: true}", "names no file"),
        ("start: {caseload: cases.csv, hash_identifiers: perhaps}", "true or false"),
    ],
)
def test_a_section_that_is_not_understood_is_told(tmp_path: Path, section: str, said: str) -> None:
    (tmp_path / "cases.csv").write_text("case,sentence\nC1,CO\n")
    file = tmp_path / "unit.yaml"
    file.write_text(f"extends: baseline\n{section}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert said in str(caught.value)


def test_what_is_written_is_read_as_it_was(read: Read) -> None:
    case = GivenCase(
        2, "C 1-2", "extended", "recalled", date(2020, 1, 31), date(2031, 2, 1), tier="A0",
        rsr=3.14159265358979, ogrs=57.0, mappa=3, female=False, iom=True, recalls=2,
        recalled_on=date(2025, 12, 31), officer="A1", reviews_open=True,
        review_due=date(2025, 12, 1),
    )  # fmt: skip
    officer = GivenOfficer(
        2, "A1", "po", 25.9, date(2019, 4, 1), date(2020, 7, 1), "north", 7.4,
        absence="sickness", absent_since=date(2025, 12, 1), absent_until=date(2026, 2, 1),
    )  # fmt: skip
    given = read(cases_csv([case]), staff_csv([officer]))
    assert given.cases == (case,)
    assert given.staff == (officer,)


@pytest.mark.parametrize(
    ("heading", "row", "said"),
    [
        ("other_order,other_order_end", "C1,CO,community,SSO,2026-09-01", "other_order: found"),
        (
            "other_order,other_order_end",
            "C1,custody,licence,,2026-09-01",
            "there is no other_order",
        ),
        ("other_order,other_order_end", "C1,custody,licence,SSO,", "other_order_end too"),
        ("breach_hearing,tier", "C1,custody,licence,2026-02-02,", "of an order of a court"),
        ("breach_hearing,tier", "C1,CO,community,2025-12-01,", "a hearing to come"),
        ("recall_asked,tier", "C1,custody,custody,yes,", "who is not on licence"),
    ],
)
def test_what_is_under_way_has_to_fit(read: Read, heading: str, row: str, said: str) -> None:
    (told,) = problems(read, f"case,sentence,state,{heading}\n{row}\n")
    assert told.startswith("caseload.csv:2:")
    assert said in told


def test_what_is_under_way_is_read(read: Read) -> None:
    given = read(
        "CRN,Sentence,State,Concurrent order,Concurrent order end,"
        "Breach court date,Recall requested\n"
        "C1,custody,licence,SSO,2026-09-01,,Y\n"
        "C2,CO,,,,2026-02-02,\n"
    )
    assert given.cases is not None
    first, second = given.cases
    assert (first.other_order, first.other_order_end) == ("suspended_order", date(2026, 9, 1))
    assert (first.recall_asked, second.breach_hearing) == (True, date(2026, 2, 2))
