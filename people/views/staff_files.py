"""Handing in a staff list: file, review, import, result."""

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.forms import StaffFileForm
from people.models import StaffFile
from people.sheets import Unreadable, harmless
from people.staff_columns import COLUMNS
from people.staff_import import AlreadyImporting, confirm, correct, judged, keep
from people.staff_list import institutions_of
from people.staff_problems import Problem
from people.staff_row import Fate

ROWS_A_PAGE = 50


def _mine(request, pk) -> StaffFile:
    """A list this officer handed in, while still in charge; somebody else's is a 404."""
    on = timezone.localdate()
    files = StaffFile.objects.filter(handed_in_by=request.user, institution__in=institutions_of(request.user, on=on))
    return get_object_or_404(files.select_related("institution", "job"), pk=pk)


@login_required
def hand_in(request):
    on = timezone.localdate()
    institutions = institutions_of(request.user, on=on)
    if not institutions:
        raise Http404
    form = StaffFileForm(request.POST or None, request.FILES or None, institutions=institutions)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep(file.read(), file.name, form.cleaned_data["institution"], by=request.user, on=on)
            return redirect("people:staff-file", kept.pk)
        except Unreadable as reason:
            form.add_error("file", str(reason.sentence))
    former = StaffFile.objects.filter(handed_in_by=request.user, institution__in=institutions).defer(
        "content", "refused"
    )
    context = {
        "form": form,
        "former": former.select_related("job", "institution")[:5],
        "columns": [c for c, _w in COLUMNS.values()],
    }
    return render(request, "people/staff_file_new.html", context, status=422 if form.errors else 200)


@login_required
def staff_file(request, pk):
    """The review before, the progress during, the result after."""
    kept = _mine(request, pk)
    if kept.job is None:
        return _review(request, kept)
    context = {"kept": kept, "job": kept.job, "refused": _refused(kept)[:100], "refused_count": len(kept.refused)}
    context["waiting"] = _posts_of(kept).filter(person__password__startswith="!").count()
    return render(request, "people/staff_file_result.html", context)


def _posts_of(kept: StaffFile):
    return kept.posts.all()


def _review(request, kept: StaffFile):
    if not kept.content:
        messages.info(request, _("This file is no longer kept. Hand it in again."))
        return redirect("people:staff-file-new")
    judgement = judged(kept)
    counts = judgement.counts
    fates = [(fate, counts[fate], words) for fate, words in _fates() if counts[fate]]
    present = request.GET.get("fate") or next((fate for fate, _n, _w in fates), Fate.NEW)
    rows = [row for row in judgement.rows if row.fate == present]
    context = {
        "kept": kept,
        "sheet": judgement.sheet,
        "encoding": (judgement.sheet.encoding or "").removesuffix("-sig").replace("utf", "UTF"),
        "delimiter": {";": _("semicolon"), ",": _("comma"), "\t": _("tab")}.get(
            judgement.sheet.delimiter, judgement.sheet.delimiter
        ),
        "unread": [h for i, h in enumerate(judgement.sheet.header) if h and i not in judgement.columns.values()],
        "read": [COLUMNS[column][0] for column in judgement.columns],
        "counts": counts,
        "ready": sum(counts[fate] for fate in (Fate.NEW, Fate.CHANGED)),
        "absent": judgement.absent,
        "total": len(judgement.rows),
        "fates": fates,
        "present": present,
        "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "people/staff_file_review.html", context)


def _fates():
    return [
        (Fate.REFUSED, _("Refused")),
        (Fate.NEW, _("New")),
        (Fate.CHANGED, _("Changed")),
        (Fate.LEFT, _("Left as confirmed")),
        (Fate.SAME, _("The same")),
    ]


@login_required
@require_POST
def take_suggestion(request, pk):
    kept = _mine(request, pk)
    if kept.job_id is None:
        correct(kept, request.POST.get("column", ""), request.POST.get("value", ""), request.POST.get("use", ""))
    return redirect("people:staff-file", kept.pk)


@login_required
@require_POST
def start(request, pk):
    kept = _mine(request, pk)
    try:
        confirm(kept, on=timezone.localdate())
    except AlreadyImporting:
        messages.warning(request, _("Another list of this institution is being imported. Wait until it is done."))
    return redirect("people:staff-file", kept.pk)


@login_required
@require_POST
def drop(request, pk):
    """Forget a list that was not imported."""
    kept = _mine(request, pk)
    if kept.job_id is None:
        kept.delete()
    return redirect("people:staff-file-new")


def _refused(kept: StaffFile) -> list[dict]:
    """Refused rows of the import, or of the review when there was none yet."""
    if kept.job_id:
        return [{**row, "problems": [Problem(**p) for p in row["problems"]]} for row in kept.refused]
    refused = judged(kept).of(Fate.REFUSED)
    return [{"line": row.line, "cells": row.cells, "problems": row.problems} for row in refused]


@login_required
def errors(request, pk):
    """The refused rows as they came, and why, ready to mend and hand in again."""
    kept = _mine(request, pk)
    if not kept.content:
        raise Http404
    header = judged(kept).sheet.header
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*map(harmless, header), _("Line"), _("What to mend")])
    for row in _refused(kept):
        cells = [*row["cells"], *[""] * len(header)][: len(header)]
        why = " ".join(f"{p.column_name}: {p.sentence}" if p.column else p.sentence for p in row["problems"])
        writer.writerow([*map(harmless, cells), row["line"], why])
    return _csv(text.getvalue(), "errors")


@login_required
def model(request):
    """An empty list with the headers in the reader's language."""
    header = ";".join(str(name) for name, _words in COLUMNS.values())
    return _csv(header + "\r\n", "model")


def _csv(text: str, name: str) -> HttpResponse:
    """With the mark by which spreadsheets know UTF-8."""
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
