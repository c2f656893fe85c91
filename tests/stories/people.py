"""Who plays in the stories. Run inside an installation: python -m tests.stories.people

The regions are the shipped ones. Nobody here exists; each works in Helmond, unless it says where.
"""

from datetime import timedelta
from typing import NamedTuple

PASSWORD = "een-verzonnen-wachtwoord"


class Person(NamedTuple):
    role: str
    at: str = "gemeente-helmond"
    domain: str = "SAFETY"
    function: str = ""
    deputy: bool = False
    ended: bool = False  # yesterday


PEOPLE = {
    "inspecteur": Person("OFFICIAL", function="INSPECTOR"),
    "boa": Person("OFFICIAL", function="BOA"),
    "af": Person("FOCAL_OFFICER"),
    "buddy": Person("FOCAL_OFFICER", domain="CARE", deputy=True),
    "regisseur": Person("REGISSEUR"),
    "manager": Person("MANAGER"),
    "beheerder": Person("ADMINISTRATOR"),
    "privacy": Person("PRIVACY_OFFICER"),
    "eindhoven": Person("FOCAL_OFFICER", at="gemeente-eindhoven"),
    "gisteren": Person("FOCAL_OFFICER", ended=True),
    "nla": Person("INVESTIGATOR", at="nla"),
    "zoco": Person("CARE_COORDINATOR", at="zorgcoordinator-helmond", domain="CARE"),
    "keten": Person("CHAIN_DIRECTOR", at="ketenregisseur-oost-brabant"),
}


def make() -> None:
    """Load the shipped regions and give everybody their account and appointment."""
    from django.utils import timezone

    from nietpluis.accounts.models import Appointment, User
    from nietpluis.partners import packs
    from nietpluis.partners.models import Organisation

    now = timezone.now()
    for file in packs.shipped():
        packs.load_file(file, now=now)
    hashed = User()
    hashed.set_password(PASSWORD)
    for name, person in PEOPLE.items():
        at = Organisation.objects.get(code=person.at)
        if not person.at.startswith("gemeente-"):
            at.has_portal = True  # its people work in Nietpluis
            at.save()
        Appointment.objects.create(
            user=User.objects.create(
                email=f"{name}@example.nl", name=f"{name.title()} (test)", password=hashed.password
            ),
            role=person.role,
            organisation=at,
            domain=person.domain,
            function=person.function,
            deputy=person.deputy,
            starts_at=now - timedelta(days=300),
            ends_at=now - timedelta(days=1) if person.ended else None,
        )


if __name__ == "__main__":
    import django

    django.setup()
    make()
