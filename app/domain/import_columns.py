"""Which column of somebody's export holds what: guessed from its heading, corrected by a person.

The promise: a column is only guessed for a heading we know to belong to the patient, never to a
guarantor, provider or insurer; columns of Social Security numbers, driver's licences, passports and
tax numbers are recognised and cannot be taken at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import FieldProblems
from app.domain.text import clean_line
from app.domain.us_states import state_code


class Target(StrEnum):
    """Where a column's text can go."""

    CHART_NUMBER = "chart_number"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    FULL_NAME = "full_name"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    BIRTH_DATE = "birth_date"
    DEATH_DATE = "death_date"
    SEX = "sex"
    PHONE = "phone"
    OTHER_PHONE = "other_phone"
    EMAIL = "email"
    ADDRESS1 = "address1"
    ADDRESS2 = "address2"
    CITY = "city"
    STATE = "state"
    ZIP = "zip"
    CITY_STATE_ZIP = "city_state_zip"
    COUNTRY = "country"

    @property
    def label(self) -> str:
        """The field in words."""
        return _LABELS[self]


_LABELS: dict[Target, str] = {
    Target.CHART_NUMBER: "Chart number",
    Target.FAMILY_NAME: "Last name",
    Target.GIVEN_NAME: "First name",
    Target.MIDDLE_NAME: "Middle name",
    Target.FULL_NAME: "Full name in one cell",
    Target.PREFIX: "Title",
    Target.SUFFIX: "Suffix (Jr., III)",
    Target.BIRTH_DATE: "Date of birth",
    Target.DEATH_DATE: "Date of death",
    Target.SEX: "Sex",
    Target.PHONE: "Phone",
    Target.OTHER_PHONE: "Second phone (where the first is empty)",
    Target.EMAIL: "E-mail",
    Target.ADDRESS1: "Address",
    Target.ADDRESS2: "Address, second line",
    Target.CITY: "City",
    Target.STATE: "State",
    Target.ZIP: "ZIP code",
    Target.CITY_STATE_ZIP: "City, state and ZIP in one cell",
    Target.COUNTRY: "Country",
}

_SYNONYMS: dict[Target, str] = {
    Target.CHART_NUMBER: """mrn medicalrecordnumber medicalrecordno medicalrecordnum medicalrecord
        medrecno medrecnum medrec mrno mrnum mrnumber chartnumber chartno chartnum chartid chart
        recordnumber recordno filenumber fileno patientid patientno patientnumber ptid
        pubpid externalid pid accountnumber accountno acctno
        acctnum account acct sourceid sourcevalue id uuid guid""",
    Target.FAMILY_NAME: """lastname last lname familyname family surname namelast lastnm ln
        lastnames familynames apellido apellidos""",
    Target.GIVEN_NAME: """firstname first fname givenname given forename namefirst firstnm fn
        firstnames givennames forenames nombre""",
    Target.MIDDLE_NAME: "middlename middle mname middleinitial mi namemiddle middlenm minit",
    Target.FULL_NAME: """fullname name displayname namefull lastfirst namelastfirst
        lastnamefirstname lastnamefirst lastfirstmiddle firstlast patient ptname""",
    Target.PREFIX: "prefix nameprefix title salutation honorific courtesytitle",
    Target.SUFFIX: "suffix namesuffix sfx generation",
    Target.BIRTH_DATE: """birthdate dob dateofbirth birthdatetime birthday bdate birthdt dobdate
        birth datebirth dtofbirth dtbirth borndate born""",
    Target.DEATH_DATE: """deathdate dod dateofdeath deathdatetime deceaseddate datedeceased
        deceasedon deceaseddatetime deathdt""",
    Target.SEX: """sex gender administrativesex legalsex sexatbirth birthsex sexcode gendercode
        gendersourcevalue""",
    Target.PHONE: """phone phonenumber homephone phonehome homephonenumber telephone telephonenumber
        hometelephone tel phoneno primaryphone preferredphone contactphone phone1 hphone
        daytimephone dayphone telecom""",
    Target.OTHER_PHONE: """mobile mobilephone cell cellphone cellphonenumber mobilephonenumber
        mobilenumber cellnumber phonemobile phonecell phone2 secondaryphone alternatephone
        otherphone workphone phonework phonebiz mphone cphone eveningphone""",
    Target.EMAIL: """email emailaddress primaryemail homeemail emailhome contactemail email1
        emailid emailaddr""",
    Target.ADDRESS1: """address1 addressline1 address street1 street streetaddress addr1 addr
        addrline1 line1 streetaddress1 streetline1 homeaddress addressstreet addressstreet1 add1
        address01 mailingaddress streetname""",
    Target.ADDRESS2: """address2 addressline2 street2 addr2 addrline2 line2 streetaddress2
        streetline2 apt apartment unit suite aptno aptnumber aptunit unitno add2 addressstreet2
        streetcont address02""",
    Target.CITY: "city town cityname addresscity homecity citytown municipality",
    Target.STATE: """state statecode stateabbr stateabbreviation stateprovince stprovince st
        province addressstate homestate statename""",
    Target.ZIP: """zip zipcode postalcode zippostalcode zippostal postcode postal zip5 zipcode5
        addresszip homezip addresspostalcode addresszipcode""",
    Target.CITY_STATE_ZIP: "citystatezip citystatezipcode citystzip csz citystate",
    Target.COUNTRY: "country countrycode countryname addresscountry nation",
}
"""Headings with everything but letters and digits taken out, the surest first."""

_RANKS: dict[str, tuple[Target, int]] = {
    name: (target, rank)
    for target, names in _SYNONYMS.items()
    for rank, name in enumerate(names.split())
}

_QUALIFIERS = ("patient", "pat", "pt", "person", "client", "legal", "current")
_PLACE_QUALIFIERS = ("mailing", "permanent", "residential", "residence", "res", "home", "primary")
_TRAILERS = ("mmddyyyy", "yyyymmdd", "mmddyy")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORDS = re.compile(r"[a-z0-9]+")

_REFUSED = re.compile(
    r"socialsecurity|socsec|^social(number|no|num)?$|^ssn|ssn$|ssn(number|no|num|id)$|^ss(no|num|number|id)?$"
    r"|driver|^dl(n|no|num|number|state)?$|^licen[cs]e(no|num|number)?$|passport"
    r"|^(itin|tin)$|taxid|taxpayer|nationalid"
)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}", re.ASCII)

NEVER_TAKEN = "Not taken: ChartPost never keeps this kind of number."
NOT_RECOGNISED = "Not taken. Choose a field if it should be."


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of the file and what it is taken for.

    Attributes:
        index: place in the row, from 0.
        heading: its heading as plain text.
        target: the field it goes to, or None.
        is_refused: it may not be taken, whatever the person says.
        note: why it is not taken, in words.
    """

    index: int
    heading: str = field(repr=False)
    target: Target | None
    is_refused: bool = False
    note: str = ""


def guess_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]] = ()
) -> tuple[ColumnGuess, ...]:
    """What each column holds, from its heading and, for numbers never taken, from its cells."""
    headings = [clean_line(text) for text in header]
    refused = {
        index
        for index, heading in enumerate(headings)
        if is_refused_heading(heading) or _looks_like_ssn(column_of(sample, index))
    }
    chosen = _best_columns(headings, refused)
    return tuple(
        _guess(index, heading, chosen.get(index), refused) for index, heading in enumerate(headings)
    )


def guess_without_header(sample: Sequence[Sequence[str]], width: int) -> tuple[ColumnGuess, ...]:
    """For a file that starts with data: what the cells themselves show; names are never guessed."""
    taken: set[Target] = set()
    guesses = []
    for index in range(width):
        cells = column_of(sample, index)
        refused = {index} if _looks_like_ssn(cells) else set()
        target = None if refused else _target_of_cells(cells, taken)
        if target is not None:
            taken.add(target)
        guesses.append(_guess(index, f"Column {index + 1}", target, refused))
    return tuple(guesses)


def _guess(
    index: int, heading: str, target: Target | None, refused: Collection[int]
) -> ColumnGuess:
    if index in refused:
        return ColumnGuess(index, heading, None, is_refused=True, note=NEVER_TAKEN)
    return ColumnGuess(index, heading, target, note="" if target else NOT_RECOGNISED)


def column_of(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    """The cells of one column that are not blank."""
    return [row[index].strip() for row in sample if index < len(row) and row[index].strip()]


def known_headings(header: Sequence[str]) -> int:
    """How many cells of a row are headings we know, counting those never taken."""
    return sum(1 for text in header if _rank(text) is not None or is_refused_heading(text))


def is_refused_heading(heading: str) -> bool:
    """The heading is of a number that ChartPost never keeps."""
    squeezed = _squeezed(heading)
    return bool(_REFUSED.search(_without_qualifiers(squeezed)) or _REFUSED.search(squeezed))


def _squeezed(heading: str) -> str:
    text = _BRACKETS.sub(" ", clean_line(heading)).casefold().replace("#", " no ")
    return "".join(_WORDS.findall(text.replace("'s ", " ").replace("’s ", " ")))


def _without_qualifiers(name: str) -> str:
    for qualifier in _QUALIFIERS:
        if name.startswith(qualifier) and name not in _RANKS:
            name = name.removeprefix(qualifier)
    for trailer in _TRAILERS:
        name = name.removesuffix(trailer)
    return name


def _rank(heading: str) -> tuple[Target, int] | None:
    name = _without_qualifiers(_squeezed(heading))
    if name in _RANKS:
        return _RANKS[name]
    for qualifier in _PLACE_QUALIFIERS:
        rest = name.removeprefix(qualifier)
        if rest != name and rest in _RANKS and _RANKS[rest][0] is not Target.CHART_NUMBER:
            target, rank = _RANKS[rest]
            return target, rank + 50
    return None


def _best_columns(headings: Sequence[str], refused: Collection[int]) -> dict[int, Target]:
    best: dict[Target, tuple[int, int]] = {}
    for index, heading in enumerate(headings):
        ranked = None if index in refused else _rank(heading)
        if ranked is not None:
            target, rank = ranked
            best[target] = min(best.get(target, (rank, index)), (rank, index))
    if Target.FAMILY_NAME in best:
        best.pop(Target.FULL_NAME, None)
    if Target.PHONE not in best and Target.OTHER_PHONE in best:
        best[Target.PHONE] = best.pop(Target.OTHER_PHONE)
    return {index: target for target, (_, index) in best.items()}


def _looks_like_ssn(cells: Sequence[str]) -> bool:
    hits = sum(1 for cell in cells if _SSN.fullmatch(cell))
    return hits > 0 and hits * 2 >= len(cells)


_CELL_KINDS: tuple[tuple[Target, re.Pattern[str]], ...] = (
    (Target.BIRTH_DATE, re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}(?:[T ].*)?")),
    (Target.EMAIL, re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    (Target.ZIP, re.compile(r"\d{5}(?:-\d{4})?")),
    (Target.PHONE, re.compile(r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}")),
    (Target.SEX, re.compile(r"M|F|Male|Female", re.IGNORECASE)),
)


def _target_of_cells(cells: Sequence[str], taken: Collection[Target]) -> Target | None:
    if not cells:
        return None
    if Target.STATE not in taken and all(len(cell) == 2 and state_code(cell) for cell in cells):
        return Target.STATE
    for target, pattern in _CELL_KINDS:
        if target not in taken and all(pattern.fullmatch(cell) for cell in cells):
            return target
    return None


def mapping_of(guesses: Sequence[ColumnGuess]) -> dict[Target, int]:
    """Field to column, as guessed."""
    return {guess.target: guess.index for guess in guesses if guess.target is not None}


def check_mapping(mapping: Mapping[Target, int], guesses: Sequence[ColumnGuess]) -> None:
    """See that a mapping corrected by a person can be used.

    Raises:
        FieldProblems: no column for the name, one column for two fields, a column that the file
            does not have, or one that may never be taken; one sentence for each field.
    """
    problems: dict[str, str] = {}
    if Target.FAMILY_NAME not in mapping and Target.FULL_NAME not in mapping:
        problems[Target.FAMILY_NAME] = "Choose the column with the last name or the full name."
    used: dict[int, Target] = {}
    for target, index in mapping.items():
        if not 0 <= index < len(guesses):
            problems[target] = "The file has no such column."
        elif guesses[index].is_refused:
            problems[target] = NEVER_TAKEN
        elif index in used:
            problems[target] = f"This column is already used for: {used[index].label}."
        used.setdefault(index, target)
    if problems:
        raise FieldProblems(problems)
