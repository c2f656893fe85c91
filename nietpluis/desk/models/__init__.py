"""The rows of the desk, by subject: what came in, what is made of it, who is asked, what waits."""

from .conversation import ReporterMessage
from .likeness import LikenessMark
from .reports import Attachment, Channel, Identifier, Report, ReporterKind, Seen
from .sharing import Consultation, Exchange, Package, Referral
from .signals import Decision, Fact, Feedback, Likeness, NobodyToTell, Note, Rank, Signal
from .undermining import Share, Undermining, UnderminingDecision
from .unopened import Unopened
from .waits import Notice, Wait

__all__ = [
    "Attachment",
    "Channel",
    "Consultation",
    "Decision",
    "Exchange",
    "Fact",
    "Feedback",
    "Identifier",
    "Likeness",
    "LikenessMark",
    "NobodyToTell",
    "Note",
    "Notice",
    "Package",
    "Rank",
    "Referral",
    "Report",
    "ReporterKind",
    "ReporterMessage",
    "Share",
    "Seen",
    "Signal",
    "Undermining",
    "UnderminingDecision",
    "Unopened",
    "Wait",
]
