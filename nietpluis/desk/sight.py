"""What a partner, or the ketenregisseur, may see of a referral, and until when: one grant each.

A package is a summary before acceptance and content after it. Declining ends the sight at once. It
ends by itself LOOK_BACK after the feedback came or the signal was closed, whichever is first: time
to look something up, no archive. Policy: A19, A21, A34; C12, handed over.
"""

from datetime import datetime, timedelta
from uuid import UUID

from nietpluis.accounts.access import Actor
from nietpluis.accounts.grounds import Purpose
from nietpluis.accounts.models import Appointment, Domain, Grant, User, in_force
from nietpluis.accounts.roles import ROLES, Level, Permission, Role
from nietpluis.partners.directory import partner_of
from nietpluis.partners.models import Kind, Organisation

from .models import Package, Referral, Signal

LOOK_BACK = timedelta(days=30)  # G; the documents give no term
PACKAGE, REFERRAL = "package", "referral"


def give_package(package: Package, *, to: Organisation, level: Level, now: datetime) -> Grant:
    """Let a partner see its package at a level; what it saw until now ends.

    An end that was set already, because the signal was closed, stays the end.
    """
    before = Grant.objects.filter(in_force(now), object_id=package.pk).first()
    end(package.pk, now=now)
    return Grant.objects.create(
        kind=PACKAGE,
        object_id=package.pk,
        holder=to,
        level=level,
        purpose=package.purpose,
        ground=package.ground,
        reason="REFERRED" if level == Level.SUMMARY else "ACCEPTED",
        starts_at=now,
        ends_at=before.ends_at if before else None,
    )


def end(subject: UUID, *, now: datetime) -> None:
    """End the sight of a package or referral now."""
    for grant in Grant.objects.filter(in_force(now), object_id=subject):
        # a term has a length, even if it ends in the moment it began
        grant.ends_at = max(now, grant.starts_at + timedelta(microseconds=1))
        grant.save(update_fields=["ends_at"])


def end_later(subject: UUID, *, now: datetime) -> None:
    """Let the sight end after the time to look back, unless it ends sooner already."""
    still = Grant.objects.filter(in_force(now), object_id=subject, ends_at=None)
    still.update(ends_at=now + LOOK_BACK)


def end_with(signal: Signal, *, now: datetime) -> None:
    """Let every partner's sight end with the signal itself."""
    for referral in signal.referral_set.select_related("package"):
        if package := package_of(referral):
            end_later(package.pk, now=now)
        end(referral.pk, now=now)


def package_of(referral: Referral) -> Package | None:
    """Return the package of a referral, or None when it went by telephone."""
    return getattr(referral, "package", None)


def care_parts(package: Package, *, by: Actor) -> set[str]:
    """Return the parts from care, for somebody at the municipality who does not work there.

    Policy: G, AF in practice: care data do not flow freely to safety, not by way of a partner
    either.
    """
    if Domain.CARE in by.domains(package.organisation_id):
        return set()
    care = package.referral.signal.fact_set.filter(domain=Domain.CARE)
    return {f"FACT:{pk}" for pk in care.values_list("pk", flat=True)} & set(package.fields)


def show_director(referral: Referral, *, to: Organisation, now: datetime) -> None:
    """Let the ketenregisseur see who is silent, since when, and never what about (G)."""
    if Grant.objects.filter(in_force(now), object_id=referral.pk, holder=to).exists():
        return
    Grant.objects.create(
        kind=REFERRAL,
        object_id=referral.pk,
        holder=to,
        level=Level.SUMMARY,
        purpose=Purpose.KEEP_MOVING,
        ground="PUBLIC_TASK",
        reason="SILENT",
        starts_at=now,
    )


def director_of(signal: Signal, *, now: datetime) -> Organisation | None:
    """Return the ketenregisseur of the region: one who is there to be asked, or None (C10; G)."""
    for organisation in partner_of(Kind.CHAIN_DIRECTOR, signal.municipality):
        if people(organisation, Permission.SILENT_DECIDE, now=now):
            return organisation
    return None


def people(organisation: Organisation, permission: Permission, *, now: datetime) -> list[User]:
    """Return who works for an organisation with a permission today, each once."""
    roles = [role for role in Role if permission in ROLES[role].may]
    return _at(organisation, roles, now)


def readers(organisation: Organisation, purpose: Purpose, *, now: datetime) -> list[User]:
    """Return who reads a package here: none, if the partner does not work in Nietpluis."""
    if not organisation.has_portal:
        return []
    roles = [
        role
        for role in Role
        if Permission.PACKAGE_ANSWER in ROLES[role].may and purpose in ROLES[role].routed
    ]
    return _at(organisation, roles, now)


def _at(organisation: Organisation, roles: list[Role], now: datetime) -> list[User]:
    posts = Appointment.objects.filter(
        in_force(now), organisation=organisation, role__in=roles, user__is_active=True
    )
    users = {post.user_id: post.user for post in posts.select_related("user")}
    return list(users.values())
