"""The return visit: with the code one reads what the municipality wrote, and writes to it.

The code is posted and then travels in a hidden field: never in an address, never in a cookie. A
code that was never sent, one of a report that was erased, and one that somebody made up get the
very same answer for the same work; what is mistyped is pointed out, since that says nothing of what
exists. A reporter never sees how a case stands. Policy: A01, A03, A05; G, Reporting.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nietpluis.core.forms import PageForm, clean_text
from nietpluis.core.widgets import Textarea
from nietpluis.inbox import files, messages, publication
from nietpluis.inbox.models import Envelope, Publication
from nietpluis.knowledge.texts import DUTCH, text
from nietpluis.vault import codes
from nietpluis.vault.codes import Code, WrongCode

from . import guard, proof, uploading
from .proof import Purpose
from .site import Site, municipal, show
from .steps import FilesField, form_texts

MOST_TYPED = 400  # characters: a code, however it is spaced
NOT_KEPT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(PageForm):
    """One large field for a code in any form; says what is mistyped, never whether it exists."""

    typed = forms.CharField(max_length=MOST_TYPED, widget=Textarea(rows=3, attrs=NOT_KEPT))
    code: Code

    def __init__(self, data: Any = None, *, lang: str) -> None:
        self.lang = lang
        super().__init__(data, texts=form_texts(lang))
        field = self.fields["typed"]
        field.label = text("return.typed", lang)
        field.help_text = text("return.typed_help", lang)
        field.error_messages["required"] = text("return.empty", lang)

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        try:
            self.code = codes.read(typed, lang=self.lang)
        except WrongCode as wrong:
            words = text(f"return.{wrong.fault.lower()}", self.lang)
            raise forms.ValidationError(words.replace("{number}", str(wrong.word))) from None
        return typed

    def nothing_found(self) -> None:
        self.add_error("typed", text("return.unknown", self.lang))


class WriteForm(PageForm):
    """What somebody adds, or answers. `once` is the id of the page: pressed twice, sent once."""

    once = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    text = forms.CharField(max_length=messages.MOST_TEXT, widget=Textarea(rows=6))
    attached = FilesField(required=False, template_name="website/_files.html")

    def __init__(self, data: Any = None, *, lang: str, **more: Any) -> None:
        super().__init__(data, texts=form_texts(lang), **more)
        added: Any = self.fields["attached"]
        added.speak(lang)
        field = self.fields["text"]
        field.label = text("return.text", lang)
        field.help_text = text("return.text_help", lang)
        field.error_messages["required"] = text("return.text_empty", lang)
        most = f"{messages.MOST_TEXT:,}".replace(",", "." if lang == DUTCH else ",")
        too_long = text("form.too_long", lang, most=most, now="%(show_value)s")
        field.error_messages["max_length"] = too_long


@dataclass(frozen=True)
class Visit:
    """Somebody who came back: with which code, to which report, and at which municipality."""

    site: Site
    code: Code
    envelope: Envelope


@guard.paid(Purpose.RETURN, fields=guard.RETURN_FIELDS)
@municipal
def returning(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask for the code, or show its messages and take what the reporter writes."""
    if request.method != "POST":
        return _ask(request, site, CodeForm(lang=site.lang))
    uploading.prepare(request, to=site.publication, now=timezone.now())
    asked = _typed(request)
    if asked["typed"] and (refused := guard.refusal(request, site.lang, site.slug, Purpose.RETURN)):
        return refused
    form = CodeForm(asked, lang=site.lang)
    if not form.is_valid():
        return _ask(request, site, form)
    visit = _visit(request, site, form.code)
    if visit is None:
        form.nothing_found()
        return _ask(request, site, form)
    go = request.POST.get("go", "")
    if wrong := uploading.faults(request):
        told = WriteForm(request.POST, lang=site.lang)
        uploading.tell(told, wrong, site.lang)
        return _thread(request, visit, told)
    if go == "send":
        return _send(request, visit)
    uploading.remove(visit.code, go)
    typed = clean_text(request.POST.get("text", ""))
    return _thread(request, visit, _empty(visit, {"text": typed}))


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed, or the code that the page carried along."""
    return {"typed": request.POST.get("code") or request.POST.get("typed", "")}


def _visit(request: HttpRequest, site: Site, code: Code) -> Visit | None:
    """Find what a code belongs to. The only place where a code is tried; whoever tries pays here.

    The report may be with another municipality than the one whose page this is, or with one that
    merged since: the visit goes on at the right one (A24).
    """
    envelope = messages.thread_of(code)
    return Visit(_home(site, envelope), code, envelope) if envelope else None


def _home(site: Site, envelope: Envelope) -> Site:
    slug = envelope.municipality
    for _ in range(3):  # it may have merged more than once
        if slug == site.slug:
            return site
        found = Publication.objects.filter(municipality=slug).first()
        if found is None:
            return site
        public = publication.from_json(found.content)
        if not public.moved_to:
            return replace(site, slug=slug, publication=found, public=public)
        slug = public.moved_to
    return site


def _send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Post a message once, sealed to the municipality and to the code; what is wrong stays."""
    form = WriteForm(request.POST, lang=visit.site.lang)
    if not form.is_valid():
        return _thread(request, visit, form)
    files.post_message(
        form.cleaned_data["text"],
        code=visit.code,
        form=form.cleaned_data["once"],
        language=visit.site.lang,
        to=visit.site.publication,
        now=timezone.now(),
    )
    return _thread(request, visit, _empty(visit), sent=True)


def _empty(visit: Visit, kept: dict[str, str] | None = None) -> WriteForm:
    return WriteForm(lang=visit.site.lang, initial={"once": uuid4().hex} | (kept or {}))


def _ask(request: HttpRequest, site: Site, form: CodeForm) -> HttpResponse:
    typed = clean_text(request.POST.get("text", ""))  # of a report that is gone meanwhile
    ticket = proof.ticket(site.slug, Purpose.RETURN, timezone.now())
    return show(request, site, "return_code.html", form=form, typed=typed, ticket=ticket)


def _thread(
    request: HttpRequest, visit: Visit, form: WriteForm, *, sent: bool = False
) -> HttpResponse:
    uploading.show_in(form, uploading.listed(visit.code, visit.site.lang))
    said = messages.read_with(visit.code, now=timezone.now())
    ticket = proof.ticket(visit.site.slug, Purpose.RETURN, timezone.now())
    page = {"form": form, "said": said, "code": visit.code, "sent": sent, "ticket": ticket}
    return show(request, visit.site, "return_thread.html", **page)
