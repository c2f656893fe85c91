"""The act of writing to a reporter, from the page of a signal. Policy: A03; G, Reporting."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from nietpluis.accounts.access import DeskRequest, may
from nietpluis.accounts.roles import Permission

from .. import conversing
from .conversing_forms import ReporterForm
from .signal import change, find_signal

SENT = "Je bericht staat klaar voor de melder. Die leest het als hij terugkomt met zijn code."


@may(Permission.SIGNAL_TELL)
def write_reporter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Write a question or a message that the reporter reads with their code."""
    signal = find_signal(request, pk)
    if request.method != "POST":
        return redirect("desk:signal", pk=pk)
    form = ReporterForm(signal, request.POST)
    return change(
        request,
        pk,
        "reporter",
        form,
        lambda: conversing.write(signal, **form.cleaned_data, by=request.actor, now=request.now),
        SENT,
        part="melder",
    )
