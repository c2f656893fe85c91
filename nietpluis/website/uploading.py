"""Take in files with a form: sealed piece by piece while they come, in constant memory.

Each piece is judged, sealed and written before the next one is read, so that no file is ever in
plain text on a disk, or whole in memory. What cannot be sent is said beside the field; the other
files and every word stay. Policy: ADR 19; A01, A05.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser

from nietpluis.core.file_names import safe_name
from nietpluis.core.forms import PageForm
from nietpluis.inbox import files, kinds
from nietpluis.inbox.models import Publication, SealedFile
from nietpluis.knowledge.texts import DUTCH, text
from nietpluis.vault import codes
from nietpluis.vault.codes import Code, WrongCode

from . import proof

FIELD = "attached"
CHUNK = 64 * 1024
MOST_BODY = 4 * 1024**3  # bytes of one post; a web server in front may stop earlier
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Fault:
    """Why one file was not taken in: a key of the texts, and the name it was sent under."""

    reason: str
    name: str = ""

    def words(self, lang: str) -> str:
        name = f"\u2068{self.name}\u2069"  # kept apart, whichever way it reads
        most, size = files.MOST_FILES, files.MOST_BYTES // MEGABYTE
        return text(f"files.{self.reason}", lang, name=name, most=most, size=size)


class Ignored(FileUploadHandler):
    """Let every file pass unread: for each address that asks for none."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class Sealing(FileUploadHandler):
    """Seals what comes in the field `attached` for a municipality and whoever has the code.

    The code is a field of the form before the files. When the request was read to its end, the
    files are on the list of their thread; when it broke off, nothing of it is left.
    """

    chunk_size = CHUNK

    def __init__(self, request: HttpRequest, *, to: Publication, now: datetime) -> None:
        super().__init__(request)
        self.to, self.now = to, now
        self.faults: list[Fault] = []
        self.parser: MultiPartParser | None = None
        self.code: Code | None = None
        self.coming: _Coming | None = None
        self.done: list[tuple[_Coming, SealedFile]] = []
        self.room: int | None = None  # how many more files fit; counted at the first one

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # Django's name for it
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> Any:
        """Parse with a parser of our own, so that the fields before a file can be seen."""
        if self.parser:
            return None
        if content_length > MOST_BODY:
            raise RequestDataTooBig
        self.parser = MultiPartParser(META, input_data, [self], encoding)
        try:
            read = self.parser.parse()
            files.keep([row for _, row in self.done])
        except BaseException:
            self._leave_nothing()
            raise
        return read

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.coming, self.code = None, self._code()
        if self.field_name == FIELD:
            name = safe_name(self.file_name or "")
            self.coming = _Coming(name, fault=self._refused())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.coming:
            self.coming.add(raw_data, self.code, self.to)

    def file_complete(self, file_size: int) -> None:
        coming, self.coming = self.coming, None
        if not coming:
            return
        row = coming.finish(self.code, self.to, self.now)
        if row:
            self.done.append((coming, row))
            self.room = (self.room or 0) - 1
        elif coming.fault and Fault(coming.fault) not in self.faults:
            whole = coming.fault in ("fault_many", "fault_code", "fault_room")
            self.faults.append(Fault(coming.fault, "" if whole else coming.name))

    def upload_interrupted(self) -> None:
        self._leave_nothing()

    def _refused(self) -> str:
        """Say why no file at all can be taken in now, or nothing."""
        if not self.code:
            return "fault_code"
        if proof.is_flooded(self.to.municipality, self.now):
            return "fault_room"
        if self.room is None:
            self.room = files.MOST_FILES - len(files.unsent(self.code))
        return "" if self.room > 0 else "fault_many"

    def _code(self) -> Code | None:
        """The code among the fields that were read before this file."""
        posted = getattr(self.parser, "_post", None)
        return code_in(posted.get("code", "")) if posted else None

    def _leave_nothing(self) -> None:
        for coming in [self.coming, *(coming for coming, _ in self.done)]:
            if coming:
                coming.discard()
        self.coming, self.done = None, []


class _Coming:
    """One file on its way: its first bytes are judged before a byte of it is written."""

    def __init__(self, name: str, *, fault: str = "") -> None:
        self.name, self.fault = name, fault
        self.size, self.head = 0, b""
        self.kind: kinds.Kind | None = None
        self.writer: files.Writer | None = None

    def add(self, part: bytes, code: Code | None, to: Publication) -> None:
        self.size += len(part)
        if self.fault:
            return
        if self.size > files.MOST_BYTES:
            self._refuse("fault_large")
        elif self.writer:
            self._write(part)
        else:
            self.head += part
            if len(self.head) >= kinds.HEAD:
                self._begin(code, to)

    def finish(self, code: Code | None, to: Publication, now: datetime) -> SealedFile | None:
        """Return the row of a file that came in whole and can be sent, else None."""
        if not self.fault and not self.size:
            self.fault = "fault_empty"
        if not self.fault and not self.writer:
            self._begin(code, to)
        if self.fault or not self.writer or not self.kind:
            return None
        try:
            return self.writer.close(name=self.name, kind=self.kind.code, now=now)
        except OSError:
            self._refuse("fault_room")
            return None

    def discard(self) -> None:
        if self.writer:
            self.writer.discard()

    def _begin(self, code: Code | None, to: Publication) -> None:
        self.kind = kinds.judge(self.head, self.name)
        if not self.kind or not code:
            self.fault = "fault_kind"
            return
        try:
            self.writer = files.Writer(code=code, to=to)
        except OSError:
            self.fault = "fault_room"
            return
        head, self.head = self.head, b""
        self._write(head)

    def _write(self, part: bytes) -> None:
        try:
            if self.writer:
                self.writer.add(part)
        except OSError:
            self._refuse("fault_room")

    def _refuse(self, reason: str) -> None:
        self.fault = reason
        self.discard()


def prepare(request: HttpRequest, *, to: Publication, now: datetime) -> None:
    """Let the files of this request be sealed. Call it before anything of the body is read."""
    if (request.content_type or "").startswith("multipart/") and request.method == "POST":
        request.upload_handlers = [Sealing(request, to=to, now=now)]


def faults(request: HttpRequest) -> list[Fault]:
    """Return what was wrong with the files of this request, once its body was read."""
    return [
        fault
        for handler in request.upload_handlers
        if isinstance(handler, Sealing)
        for fault in handler.faults
    ]


def remove(code: Code | None, go: str) -> bool:
    """Do what a button `remove-<id>` asks; False if that was no such button, or no such file."""
    word, _, named = go.partition("-")
    if word != "remove" or not code:
        return False
    try:
        return files.remove(code, UUID(named))
    except ValueError:
        return False


def code_in(typed: str) -> Code | None:
    try:
        return codes.read(typed)
    except WrongCode:
        return None


@dataclass(frozen=True)
class Listed:
    """A file that was added, as a page shows it."""

    id: UUID
    name: str
    words: str


def listed(code: Code | None, lang: str) -> list[Listed]:
    """Return the files that were added under a code and not sent yet, for a page to show."""
    return [
        Listed(one.id, safe_name(one.name), " · ".join(_about(one, lang)))
        for one in (files.unsent(code) if code else ())
    ]


def show_in(form: PageForm | None, uploads: list[Listed]) -> bool:
    """Show the files beside the field that asks for them; False if this page asks for none."""
    field: Any = form.fields.get(FIELD) if form else None
    if field is None:
        return False
    field.listed = uploads
    return True


def tell(form: PageForm, wrong: list[Fault], lang: str) -> None:
    """Put what was wrong with the files beside their field; the form was checked before."""
    form.is_valid()
    for fault in wrong:
        form.add_error(FIELD if FIELD in form.fields else None, fault.words(lang))


def _about(kept: files.Kept, lang: str) -> Iterator[str]:
    """Say what kind of file it is and how large, for somebody who wants to know which it was."""
    if kind := kinds.KINDS.get(kept.kind):
        yield text(f"files.group_{kind.group}", lang)
    if kept.size >= MEGABYTE:
        number = f"{kept.size / MEGABYTE:.1f}".replace(".", "," if lang == DUTCH else ".")
        yield f"{number} MB"
    else:
        yield f"{max(1, round(kept.size / 1024))} kB"
