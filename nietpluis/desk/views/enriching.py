"""What the officer adds: signals seen, facts looked up, notes, advice asked and its answer."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission
from nietpluis.vault import fields

from .. import advice, enriching, notes, reading
from ..handling import key_of
from ..models import Consultation, Signal
from .signal import Words, ask, change, find_signal, posted
from .signal_forms import AdviceForm, AskForm, FactForm, NoteForm, SightingsForm

NOTED = "Je notitie is opgeslagen."
SEEN = Words(
    "Wat is er gezien?",
    "Vul in wat je weet. ‘Niet naar gekeken’ is iets anders dan ‘nee’. Een signaal bewijst niets,"
    " en er komt geen score uit.",
    "Opslaan",
    "Bijgewerkt wat er is gezien.",
    part="gezien",
)
FACT = Words(
    "Gegeven vastleggen",
    "Leg vast wat de gemeente al weet: adres, inschrijvingen, vergunningen, eerdere sancties."
    " Vond je niets, leg dat dan ook vast. Wat niemand opzocht, blijft ‘nog niet bekend’.",
    "Vastleggen",
    "Het gegeven is vastgelegd.",
    part="gegevens",
)
ADVICE = Words(
    "Advies vragen",
    "Blijft een signaal vaag, dan denkt een partner mee. Bel of mail zelf; leg hier vast wat je"
    " vroeg en aan wie. Daarna houdt Nietpluis bij dat er een antwoord komt.",
    "Vastleggen en wachten op antwoord",
    "Je adviesvraag is vastgelegd.",
    part="advies",
)
ANSWER = Words(
    "Antwoord op je adviesvraag",
    "Noteer wat de partner denkt. Dit is een advies: wat ermee gebeurt, kies jij daarna zelf.",
    "Antwoord vastleggen",
    "Het antwoord is vastgelegd. Kies nu zelf de volgende stap.",
)


@may(Permission.SIGNAL_ENRICH)
def sightings(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal = find_signal(request, pk)
    everything = request.GET.get("lijst") == "alles"
    asked = reading.seen_signals(signal.report, key=key_of(signal), everything=everything)
    form = SightingsForm(signal, posted(request), asked=asked)
    return ask(
        request,
        signal,
        form,
        SEEN,
        lambda: enriching.answer_sightings(
            signal,
            answers=form.answers,
            seen=form.cleaned_data["seen"],
            by=request.actor,
            now=request.now,
        ),
        more_to_see=not everything,
    )


@may(Permission.SIGNAL_ENRICH)
def add_fact(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal = find_signal(request, pk)
    domains = request.actor.domains(signal.organisation_id)
    form = FactForm(signal, posted(request), domains=domains, now=request.now)

    def add() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        enriching.add_fact(signal, **given, by=request.actor, now=request.now)

    return ask(request, signal, form, FACT, add)


@may(Permission.SIGNAL_ENRICH)
def write_note(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal = find_signal(request, pk)
    if request.method != "POST":
        return redirect("desk:signal", pk=pk)
    form = NoteForm(signal, request.POST)
    return change(
        request,
        pk,
        "note",
        form,
        lambda: notes.write(
            signal,
            text=form.cleaned_data["text"],
            once=form.cleaned_data["once"],
            by=request.actor,
            now=request.now,
        ),
        NOTED,
        part="notities",
    )


@may(Permission.SIGNAL_DECIDE)
def ask_advice(request: DeskRequest, pk: UUID) -> HttpResponse:
    signal = find_signal(request, pk)
    form = AskForm(signal, posted(request))
    return ask(
        request,
        signal,
        form,
        ADVICE,
        lambda: advice.ask(signal, **form.cleaned_data, by=request.actor, now=request.now),
    )


@may(Permission.SIGNAL_DECIDE)
def note_advice(request: DeskRequest, pk: UUID, advice_pk: UUID) -> HttpResponse:
    signal = find_signal(request, pk)
    asked = _asked(signal).filter(pk=advice_pk).first()
    if asked is None:
        raise Http404
    form = AdviceForm(signal, posted(request))

    def note() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "once"}
        advice.note_answer(asked, **given, by=request.actor, now=request.now)

    question = fields.read(asked, "question", key=key_of(signal))
    return ask(request, signal, form, ANSWER, note, asked=asked, question=question)


def _asked(signal: Signal) -> QuerySet[Consultation]:
    return signal.consultation_set.select_related("partner")
