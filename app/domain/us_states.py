"""The 62 state and territory codes of the US mail, and which of their ZIP codes begin with zero.

Source: Publication 28, appendix B. Nothing here rewrites an address: a
spelled-out state is given its code, anything else is unknown and stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|
KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|
MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|
NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|
PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|
VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|
GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI US Virgin Islands|
FM Federated States of Micronesia|MH Marshall Islands|PW Palau|AA Armed Forces Americas|
AE Armed Forces Europe|AP Armed Forces Pacific
"""

STATE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        entry[:2]: entry[3:]
        for entry in (part.strip() for part in _TABLE.replace("\n", "").split("|"))
    }
)
"""Two-letter code to name, 62 of them."""

_OTHER_NAMES = {
    "washingtondc": "DC",
    "virginislands": "VI",
    "usvi": "VI",
    "unitedstatesvirginislands": "VI",
    "micronesia": "FM",
    "commonwealthofthenorthernmarianaislands": "MP",
    "commonwealthofpuertorico": "PR",
    "commonwealthofmassachusetts": "MA",
    "ala": "AL",
    "ariz": "AZ",
    "ark": "AR",
    "calif": "CA",
    "colo": "CO",
    "conn": "CT",
    "fla": "FL",
    "ill": "IL",
    "ind": "IN",
    "kan": "KS",
    "mass": "MA",
    "mich": "MI",
    "minn": "MN",
    "miss": "MS",
    "mont": "MT",
    "nebr": "NE",
    "nev": "NV",
    "okla": "OK",
    "ore": "OR",
    "oreg": "OR",
    "penn": "PA",
    "penna": "PA",
    "tenn": "TN",
    "tex": "TX",
    "wash": "WA",
    "wisc": "WI",
    "wis": "WI",
    "wyo": "WY",
}
_LETTERS = re.compile(r"[^a-z]")


def _squeezed(text: str) -> str:
    return _LETTERS.sub("", text.casefold())


_CODES = (
    {_squeezed(name): code for code, name in STATE_NAMES.items()}
    | {code.casefold(): code for code in STATE_NAMES}
    | _OTHER_NAMES
)

_ZERO_RANGES: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        "AE": ((9000, 9899),),
        "CT": ((6000, 6389), (6391, 6999)),
        "MA": ((1000, 2799), (5500, 5599)),
        "ME": ((3900, 4999),),
        "NH": ((3000, 3899),),
        "NJ": ((7000, 8999),),
        "NY": ((6390, 6390), (501, 501), (544, 544)),
        "PR": ((600, 799), (900, 999)),
        "RI": ((2800, 2999),),
        "VI": ((800, 899),),
        "VT": ((5000, 5499), (5600, 5999)),
    }
)
"""ZIP codes below 10000, by place: only a number in its own state's range gets its zeros back."""


def state_code(text: str) -> str:
    """The code of a state written as code, name or common abbreviation; nothing if unknown."""
    return _CODES.get(_squeezed(text), "")


def restored_zip(digits: str, state: str) -> str:
    """The ZIP whose leading zeros a spreadsheet ate, or nothing when that cannot be known.

    Args:
        digits: 3 or 4 digits.
        state: two-letter code.
    """
    number = int(digits)
    is_known = any(low <= number <= high for low, high in _ZERO_RANGES.get(state, ()))
    return f"{number:05d}" if is_known else ""
