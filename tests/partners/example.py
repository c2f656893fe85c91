"""A small region pack to bend and break; every name in it is invented."""

from datetime import UTC, date, datetime

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
TODAY = date(2026, 3, 2)

PACK = """\
[region]
code = "testland"
name = "Testland"
version = 1
source = "Proefbeleid"

[settings.deadlines.UNTOUCHED]
acute_hours = 1
minor_hours = 6
working_days = 2
source = "Ketenoverleg, januari"

[settings.contact_verify_months]
value = 3
source = "Ketenoverleg, januari"

[[district]]
name = "Noord"
source = "Proefbeleid"

[[organisation]]
code = "gemeente-proefdorp"
name = "Gemeente Proefdorp"
kind = "MUNICIPALITY"
source = "Proefbeleid"

[[organisation]]
code = "avim-testland"
name = "AVIM Testland"
kind = "AVIM"
source = "Proefbeleid"

[[organisation.contact]]
label = "OFFICE"
telephone = "088-0000000"
source = "Proefbeleid"
open = [{days = [1, 2, 3, 4, 5], from = "08:00", to = "16:30"}]

[[organisation.contact]]
label = "AFTER_HOURS"
telephone = "0900-0000"
email = "wacht@testland.example"
source = "Proefbeleid"
verified_on = 2026-01-15

[[municipality]]
code = "GM9001"
slug = "proefdorp"
name = "Proefdorp"
served_by = "gemeente-proefdorp"
district = "Noord"
valid_from = 2023-01-01
own_form = true
"""

MERGED = """
[[municipality]]
code = "GM9002"
slug = "oudedorp"
name = "Oudedorp"
served_by = "gemeente-proefdorp"
valid_from = 2023-01-01
valid_to = 2025-01-01
successor = "GM9001"
"""

NATIONAL = """
[region]
code = "land"
name = "Landelijk"
version = 1
source = "Proefbeleid"
national = true

[[organisation]]
code = "mma"
name = "Meld Misdaad Anoniem"
kind = "MMA"
source = "Proefbeleid"
contact = [{label = "GENERAL", telephone = "0800-0000", source = "Proefbeleid"}]

[[organisation]]
code = "avim-landelijk"
name = "AVIM landelijk"
kind = "AVIM"
source = "Proefbeleid"
"""


def newer(pack: str = PACK, version: int = 2) -> str:
    """The same pack under a later version."""
    return pack.replace("version = 1", f"version = {version}")


def elsewhere(pack: str = PACK) -> str:
    """The same shape for another region, with codes of its own."""
    for old, new in {
        '"testland"': '"verland"',
        "avim-testland": "avim-verland",
        "proefdorp": "verdorp",
        "oudedorp": "oudverdorp",
        "GM90": "GM91",
    }.items():
        pack = pack.replace(old, new)
    return pack


def line_of(pack: str, piece: str) -> int:
    """The line on which a piece of text first stands."""
    return pack[: pack.index(piece)].count("\n") + 1
