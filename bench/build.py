"""Build a store with many sealed signals, as the desk would have written them.

The focal officer who is measured sees one municipality with a tenth of all signals, and holds
1,000 grants on signals of others; one signal in five is open.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connections, models, router, transaction
from nacl.secret import Aead

from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Appointment, Domain, Grant, User
from nietpluis.accounts.roles import Level, Role
from nietpluis.desk.flow import Form
from nietpluis.desk.handling import ALPHABET
from nietpluis.desk.models import Channel, Identifier, Report, ReporterKind, Signal, Wait
from nietpluis.desk.models.reports import About
from nietpluis.desk.workflow import Status
from nietpluis.partners.models import Kind, Municipality, Organisation, Region
from nietpluis.partners.settings import WaitKind
from nietpluis.vault import fields, index, keys
from nietpluis.vault.models import DataKey, OrganisationKey

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TOWNS = 40
BATCH = 20_000
OFFICER = "officer@example.nl"
TELEPHONE = "0612345678"  # stands in twenty reports of the officer's own municipality
STORY = (
    "Ik zag op een ochtend zes mensen in een busje zonder ramen. Ze leken bang en zeiden niets. "
)
OPEN_AT = (Status.NEW, Status.ENRICHING, Status.ADVICE, Status.REFERRING, Status.FEEDBACK)


def build(size: int) -> None:
    """Migrate and fill the stores with so many signals, unless they are there already."""
    for alias in ("default", "keys", "public"):
        call_command("migrate", database=alias, verbosity=0)
    if Signal.objects.count() >= size:
        return
    _hurry()
    towns = _towns()
    officer = user(OFFICER, towns[0].served_by)
    chance = random.Random(2026)
    wrappers = {town.served_by_id: _wrapper(town.served_by_id) for town in towns}
    made: list[UUID] = []
    for batch in _batches(size):
        rows: dict[type[models.Model], list[Any]] = {
            model: [] for model in (DataKey, Report, Signal, Identifier, Wait)
        }
        for number in batch:
            town = towns[0] if number % 10 == 0 else towns[1 + number % (TOWNS - 1)]
            _signal(rows, town, number, chance, wrappers[town.served_by_id])
            if town is not towns[0] and len(made) < 1_000:
                made.append(rows[Signal][-1].pk)
        with transaction.atomic("default"), transaction.atomic("keys"):
            for model, new in rows.items():
                _insert(model, new)
    for pk in made:
        Grant.objects.create(
            kind="signal",
            object_id=pk,
            person=officer,
            level=Level.CONTENT,
            purpose=Purpose.HANDLE_SIGNAL,
            ground="MUNICIPAL_ROUTE",
            starts_at=START,
        )


def _hurry() -> None:
    """Build without the care that data in use need: nothing here is lost that cannot be rebuilt."""
    for alias in ("default", "keys"):
        if connections[alias].vendor == "sqlite":
            with connections[alias].cursor() as cursor:
                for pragma in ("synchronous=OFF", "secure_delete=OFF", "cache_size=-2000000"):
                    cursor.execute(f"PRAGMA {pragma}")


def _insert(model: type[models.Model], rows: list[Any]) -> None:
    """Write many rows at once, past the ORM: a million signals in minutes instead of an hour."""
    connection = connections[router.db_for_write(model)]
    kept = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in kept)
    table = connection.ops.quote_name(model._meta.db_table)
    names = [field.attname for field in kept]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copying = f"COPY {table} ({columns}) FROM STDIN"
            with cursor.copy(copying) as copy:
                for row in rows:
                    copy.write_row([getattr(row, name) for name in names])
            return
        marks = ", ".join(["%s"] * len(names))
        values = ([_for_sqlite(getattr(row, name)) for name in names] for row in rows)
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value


def _batches(size: int) -> Iterator[range]:
    for start in range(0, size, BATCH):
        yield range(start, min(start + BATCH, size))


def _towns() -> list[Municipality]:
    region = Region.objects.create(
        code="bench",
        name="Bench",
        source="invented",
        pack_version=1,
        pack_digest="-",
        loaded_at=START,
    )
    towns = []
    for number in range(TOWNS):
        served_by = Organisation.objects.create(
            code=f"gemeente-{number}",
            name=f"Gemeente {number}",
            kind=Kind.MUNICIPALITY,
            region=region,
            source="invented",
        )
        towns.append(
            Municipality.objects.create(
                code=f"GM{number:04}",
                slug=f"plaats-{number}",
                name=f"Plaats {number}",
                region=region,
                served_by=served_by,
                valid_from=date(2023, 1, 1),
            )
        )
    return towns


def user(email: str, at: Organisation) -> User:
    """Return the focal officer with this address at an organisation, made once."""
    officer, new = User.objects.get_or_create(email=email, defaults={"name": "Bench"})
    if new:
        Appointment.objects.create(
            user=officer,
            role=Role.FOCAL_OFFICER,
            organisation=at,
            domain=Domain.SAFETY,
            starts_at=START,
        )
    return officer


def _wrapper(organisation: UUID) -> tuple[OrganisationKey, Aead]:
    version = keys.newest_version(organisation)
    held = OrganisationKey.objects.get(organisation=organisation, version=version)
    return held, keys._wrapper(held)


def _reference(number: int) -> str:
    """A reference that no other signal here has; random ones would meet at a million."""
    number = number * 7_919_000_017 % 30**8  # 30 letters, a factor that shares nothing with 30
    letters = "".join(ALPHABET[number // 30**place % 30] for place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _signal(
    rows: dict[type[models.Model], list[Any]],
    town: Municipality,
    number: int,
    chance: random.Random,
    by: tuple[OrganisationKey, Aead],
) -> None:
    arrived = START + timedelta(minutes=number % 300_000)
    is_open = number % 5 == 0 if town.code != "GM0000" else number % 50 == 0
    rank = chance.choices((0, 1, 2), (1, 4, 95))[0]
    report = Report(
        organisation_id=town.served_by_id,
        municipality=town,
        reference=_reference(number),
        once=UUID(int=number, version=4),
        channel=Channel.OFFICIAL,
        reporter_kind=ReporterKind.OFFICIAL,
        about=About.PLACE,
        received_at=arrived,
    )
    data_key = chance.randbytes(Aead.KEY_SIZE)
    fields.write(report, "story", STORY * 6, key=data_key)
    signal = Signal(
        report=report,
        organisation_id=town.served_by_id,
        municipality=town,
        reference=report.reference,
        status=chance.choice(OPEN_AT) if is_open else Status.CLOSED,
        forms=chance.choice((Form.AU, Form.SU, "AU CU", "")),
        rank=rank,
        is_open=is_open,
        received_at=arrived,
    )
    fields.write(signal, "summary", STORY[:110], key=data_key)
    if is_open:
        signal.due_at = arrived + timedelta(days=5)
        signal.waits_on = WaitKind.ENRICH
        rows[Wait].append(
            Wait(
                signal=signal,
                organisation_id=town.served_by_id,
                mover_id=town.served_by_id,
                kind=WaitKind.ENRICH,
                about=signal.pk,
                opened_at=arrived,
                due_at=signal.due_at,
            )
        )
    else:
        signal.told_at = signal.closed_at = arrived + timedelta(days=20)
    held, wrapper = by
    wrapped = wrapper.encrypt(data_key, aad=report.pk.bytes)
    rows[DataKey].append(DataKey(subject=report.pk, organisation_key=held, wrapped=wrapped))
    rows[Report].append(report)
    rows[Signal].append(signal)
    telephone = TELEPHONE if town.code == "GM0000" and number < 200 else f"06{number:08}"
    mark = index.mark(index.Kind.TELEPHONE, telephone, region="bench")
    identifier = Identifier(
        report=report,
        organisation_id=town.served_by_id,
        kind=index.Kind.TELEPHONE,
        mark=mark,
    )
    fields.write(identifier, "value", telephone, key=data_key)
    rows[Identifier].append(identifier)
