"""The written list of what stands in plain text, and why; whatever is not here is sealed.

Ids, foreign keys and sealed fields need no line. Everything about people or from a story is sealed
(house, decided now 1); a test holds this list against every model, in both directions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plain:
    """The fields of one model that may be read without a key, separated by spaces, and why."""

    fields: str
    because: str

    def names(self) -> list[str]:
        return self.fields.split()


WORKED = "a list sorts and filters on it, and the clocks run on it; it says how far, never what"
DATED = "when it happened and what kind of act it was; what was said is sealed"
CHOSEN = "a choice from a fixed list in git, without which the report cannot be put on a desk"
DIRECTORY = "public information about organisations, from the region pack"
ACCOUNT = "needed to log in, to say who acts, and to know when somebody is there"
KEYS = "sealed already, by a key that no database holds"
LOGGED = "the chain must be checked without opening anything; codes and times only"

PLAIN = {
    "audit.Chain": Plain("number digest", LOGGED),
    "audit.Line": Plain("number what purpose result origin at previous digest", LOGGED),
    "vault.OrganisationKey": Plain("version wrapped", KEYS),
    "vault.DataKey": Plain("wrapped", KEYS),
    "partners.Region": Plain(
        "code name national source pack_version pack_digest loaded_at settings", DIRECTORY
    ),
    "partners.Organisation": Plain(
        "code name kind role task powers has_portal languages serves not_stated source verified_on"
        " ended_on",
        DIRECTORY,
    ),
    "partners.Contact": Plain(
        "label telephone email website hours open note not_stated source verified_on order",
        DIRECTORY,
    ),
    "partners.Municipality": Plain(
        "code slug name district valid_from valid_to own_form reporting_address nuisance_contact"
        " inhabitants not_stated style logo logo_content texts reviews",
        DIRECTORY,
    ),
    "accounts.User": Plain("password email name is_active", ACCOUNT),
    "accounts.Appointment": Plain(
        "starts_at ends_at role domain function deputy works_on", ACCOUNT
    ),
    "accounts.Absence": Plain("from_day until_day", ACCOUNT),
    "accounts.Grant": Plain(
        "starts_at ends_at kind level purpose ground reason",
        "one query decides who sees what; `reason` is the code of the act, never a story",
    ),
    "accounts.Invitation": Plain(
        "function code_hash tries_left made_at ends_at accepted_at",
        "the door must be checked before anybody has a key; who was invited is sealed",
    ),
    "inbox.Envelope": Plain(
        "municipality key_version sealed fingerprint arrived_at",
        "`sealed` is an envelope, opened at the desk only; the fingerprint is keyed by the code",
    ),
    "inbox.Message": Plain(
        "municipality key_version from_reporter sealed fingerprint at read_at collected",
        "`sealed` is opened at the desk or with the code only; the rest is hours and whose it is",
    ),
    "inbox.SealedFile": Plain(
        "municipality key_version label at",
        "`label` is sealed: name, kind, size; it is opened at the desk or with the code only",
    ),
    "inbox.Publication": Plain(
        "municipality name key_version public_key content published_at",
        "what the public site shows to everybody",
    ),
    "inbox.SpentTicket": Plain(
        "on until",
        "a random ticket was used, and until which hour that matters; `on` is keyed",
    ),
    "desk.Report": Plain(
        "reference channel reporter_kind function language about acute minor unverified"
        " received_at",
        CHOSEN,
    ),
    "desk.Attachment": Plain(
        "media_type kind size damaged state why expected_at tried_at tries copy_type",
        "how to handle a file without opening it, and how far that is",
    ),
    "desk.ReporterMessage": Plain(
        "from_reporter purpose language sent_at posted read_at regisseur_read_at", DATED
    ),
    "desk.Identifier": Plain(
        "kind mark", "the mark is a keyed hash: the same value is found, the value is not"
    ),
    "desk.Signal": Plain(
        "rank is_open due_at by_when waits_on version received_at reference status forms acute"
        " minor onward told_at nobody_to_tell look_again_on closed_at likeness",
        WORKED,
    ),
    "desk.LikenessMark": Plain(
        "mark whole made_at",
        "a keyed hash of words: the same words are found, the words are not; gone after a month",
    ),
    "desk.Decision": Plain("status outcome despite flow_version decided_at", DATED),
    "desk.Fact": Plain("kind result domain ground found_at", DATED),
    "desk.Note": Plain("written_at", DATED),
    "desk.Feedback": Plain("kind purpose given_at read_at", DATED),
    "desk.Consultation": Plain("conclusion asked_at answered_at", DATED),
    "desk.Referral": Plain(
        "how state embargo_until reminders referred_at feedback_due_at accepted_at answered_at"
        " silent_at stays_silent_at",
        WORKED,
    ),
    "desk.Package": Plain(
        "forms urgent fields purpose ground asked_by sent_at",
        "what a partner sees before it accepts; `fields` names what was chosen, not what it says",
    ),
    "desk.Exchange": Plain("kind on_behalf mail_due mailed_at at", DATED),
    "desk.Undermining": Plain(
        "rank is_open due_at by_when waits_on version received_at reference status topics told_at"
        " nobody_to_tell look_again_on closed_at",
        WORKED,
    ),
    "desk.UnderminingDecision": Plain("status judgement flow_version decided_at", DATED),
    "desk.Share": Plain("ground purpose shared_at", DATED),
    "desk.Unopened": Plain(
        "kind reason first_seen_at tried_at opened_at put_away_at",
        "it could not be opened, so nothing of what it says is known",
    ),
    "desk.Wait": Plain("kind opened_at due_at overdue_at deputy_at manager_at closed_at", WORKED),
    "desk.Notice": Plain("kind made_at mailed_at read_at", DATED),
}

# Tables that Django brings: what is in them, since nothing of a story may ever be
FRAMEWORK = {
    "contenttypes.ContentType": "the names of our models",
    "auth.Permission": "made by Django and never used here: roles.py says who may do what",
    "auth.Group": "never used here",
    "sessions.Session": "the id of who is logged in, and one line about what was just done",
}
