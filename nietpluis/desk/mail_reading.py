"""Read an e-mail as it came: who, to whom, the words, the files, and what was wrong with it.

Anybody may send one, so nothing in it is believed and nothing in it may stop the reader.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageDefect, MultipartInvariantViolationDefect
from email.message import EmailMessage
from email.parser import BytesParser
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from nietpluis.core.file_names import safe_name
from nietpluis.core.forms import clean_text

from .files import is_whole, safe_type
from .intake import File

MOST_FILES = 50
MOST_HTML = 1_000_000  # characters; what is longer is no letter of a person
DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")
ADDRESSED = ("To", "Cc")
ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
HOLLOW = (MultipartInvariantViolationDefect,)  # about the form only: nothing is missing
BREAKS = frozenset(
    "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr"
    " ul".split()
)
UNSEEN = frozenset("script style title template".split())


@dataclass
class Letter:
    """An e-mail. `key` is the same for the same message, whatever way it came and however often.

    `whole` is False when a part was missing or unreadable.
    """

    key: str
    subject: str
    text: str
    sender: str
    sent_by: str
    delivered_to: tuple[str, ...]
    addressed_to: tuple[str, ...]
    checks: tuple[str, ...]
    files: list[File] = field(default_factory=list)
    whole: bool = True
    readable: bool = True


def read(raw: bytes) -> Letter:
    """Read an e-mail. Whatever is wrong with it, what can be read is there."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    letter = Letter(
        key=key_of(raw),
        subject=" ".join(clean_text(_header(message, "Subject")).split()),
        text="",
        sender=_sender(message),
        sent_by=clean_text(_header(message, "From")).strip(),
        delivered_to=tuple(_addresses(message, DELIVERED)),
        addressed_to=tuple(_addresses(message, ADDRESSED)),
        checks=tuple(_headers(message, "Authentication-Results")),
    )
    letter.text = clean_text(_words(message, letter)).strip()
    for part in _leaves(message):
        if not _is_body(part):
            letter.files.append(_file(part, letter))
    return letter


def key_of(raw: bytes) -> str:
    """Return what tells this message from any other: its own headers and body, not its journey."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    own = re.findall(rb"(?im)^(?:message-id|from|date|subject):.*(?:\n[ \t].*)*", head)
    return sha256(b"\n".join([*sorted(own), b"", body.strip()])).hexdigest()


def text_of_html(html: str) -> str:
    """Return the words of a page of HTML as plain text, with a link beside its words."""
    reader = _Plain()
    reader.feed(html[:MOST_HTML])
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_tidy("".join(reader.words)))).strip()


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unseen = ""
        self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen = tag
        elif tag in BREAKS:
            self.words.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.words.append(" ")
        elif tag == "a":
            self.link = dict(attrs).get("href") or ""
        elif tag == "img" and (words := dict(attrs).get("alt")):
            self.words.append(f"[{words}]")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unseen:
            self.unseen = ""
        elif tag == "p" or tag.startswith("h") and tag in BREAKS:
            self.words.append("\n\n")
        elif tag in BREAKS:
            self.words.append("\n")
        elif tag == "a" and self.link.startswith(("http://", "https://", "mailto:", "tel:")):
            if self.link not in "".join(self.words[-3:]):
                self.words.append(f" ({self.link})")
            self.link = ""

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(re.sub(r"\s+", " ", data))


def _tidy(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield re.sub(r"[ \t\xa0]+", " ", line).strip()


def _words(part: EmailMessage, letter: Letter) -> str:
    """Return the words of a part: of alternatives the plain one, unless it says far less."""
    _note_faults(part, letter)
    if part.get_content_type() == "multipart/alternative":
        said = [(one.get_content_type(), _words(one, letter)) for one in _parts(part)]
        plain = next((words for kind, words in said if kind == "text/plain"), "")
        other = max((words for kind, words in said if kind != "text/plain"), key=len, default="")
        return other if len(other) > 2 * len(plain) + 200 or not plain.strip() else plain
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        return "\n\n".join(words for one in _parts(part) if (words := _words(one, letter).strip()))
    if not _is_body(part):
        return ""
    text = _decoded(part, letter)
    return text_of_html(text) if part.get_content_type() == "text/html" else text


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """Yield each part that is no container; a message that was forwarded along is one part."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for one in _parts(part):
            yield from _leaves(one)
    else:
        yield part


def _parts(part: EmailMessage) -> list[EmailMessage]:
    found: Any = part.get_payload()
    return [one for one in found if isinstance(one, EmailMessage)]


def _is_body(part: EmailMessage) -> bool:
    words = part.get_content_type() in ("text/plain", "text/html")
    return words and _disposition(part) != "attachment" and not _file_name(part)


def _file(part: EmailMessage, letter: Letter) -> File:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        name, content = "doorgestuurd-bericht.eml", _forwarded(part)
    else:
        name, content = _file_name(part), _payload(part)
    name = safe_name(name, otherwise="bijlage")
    damaged = bool(_faults(part)) or not is_whole(name, content)
    letter.whole = letter.whole and not damaged
    return File(name=name, content=content, media_type=safe_type(kind), damaged=damaged)


def _forwarded(part: EmailMessage) -> bytes:
    try:
        return b"".join(one.as_bytes() for one in _parts(part))
    except (
        Exception
    ):  # the writer of Python trips over some broken messages; the whole mail is kept
        return b""


def _payload(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(part: EmailMessage, letter: Letter) -> str:
    """Decode words: as declared, else as UTF-8, else as an old Windows text."""
    raw = _payload(part)
    declared = _charset(part)
    for charset in (declared, "utf-8"):
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            continue
    text = raw.decode("cp1252", errors="replace")
    known = declared in ("us-ascii", "utf-8") and "\ufffd" not in text
    letter.readable = letter.readable and known
    return text


def _charset(part: EmailMessage) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except Exception:  # as in _sender
        return "unknown"


def _note_faults(part: EmailMessage, letter: Letter) -> None:
    if _faults(part):
        letter.whole = False


def _faults(part: EmailMessage) -> list[MessageDefect]:
    return [one for one in part.defects if not isinstance(one, HOLLOW)]


def _sender(message: EmailMessage) -> str:
    """Return the one address in From, or nothing if there is none or more than one."""
    try:
        found = [one for header in message.get_all("From", []) for one in header.addresses]
    except Exception:  # Python's reader of headers trips over some; then there is no sure sender
        return ""
    return str(found[0].addr_spec).strip().lower() if len(found) == 1 else ""


def _addresses(message: EmailMessage, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for words in _headers(message, name):
            yield from (address.lower() for address in ADDRESS.findall(words))


def _header(message: EmailMessage, name: str) -> str:
    return next(iter(_headers(message, name)), "")


def _headers(message: EmailMessage, name: str) -> list[str]:
    try:
        return [str(one) for one in message.get_all(name, [])]
    except Exception:  # as in _sender: take the bytes as they stand
        return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def _disposition(part: EmailMessage) -> str:
    try:
        return str(part.get_content_disposition() or "")
    except Exception:  # as in _sender
        return "attachment"


def _file_name(part: EmailMessage) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:  # as in _sender
        return "bijlage"
