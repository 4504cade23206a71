"""Staff screens that are more than a form: files of questions in, banks out. For those who may change banks."""

import csv
import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from courses.exams import carrying
from courses.exams.carrying import Fate
from courses.exams.file_forms import ExportForm, ImportForm
from courses.exams.formats import FORMATS, LABELS
from courses.exams.models import Question, QuestionFile
from people.sheets import harmless

MAY = "exams.change_bank"
ROWS_A_PAGE = 50
may_change_banks = permission_required(MAY)


def _fates():
    return {
        Fate.REFUSED: pgettext("questions", "Refused"),
        Fate.NEW: pgettext("questions", "New"),
        Fate.FILLS: pgettext("questions", "Another language"),
        Fate.CHANGED: pgettext("questions", "Changed"),
        Fate.SAME: pgettext("questions", "The same"),
    }


@may_change_banks
def hand_in(request):
    form = ImportForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("question_files:file", form.save().pk)
    context = {
        "form": form,
        "former": QuestionFile.objects.defer("content", "report").select_related("bank", "job")[:10],
        "page_title": _("Import questions"),
    }
    return render(request, "exams/desk/hand_in.html", context, status=422 if form.errors else 200)


def _file(pk) -> QuestionFile:
    return get_object_or_404(QuestionFile.objects.defer("content").select_related("bank", "job", "handed_in_by"), pk=pk)


@may_change_banks
@require_safe
def file(request, pk):
    """The fate of every question before; the progress during; the report after."""
    held = _file(pk)
    names, rows = _fates(), held.report.get("rows", [])
    counts = {fate: sum(row["fate"] == fate for row in rows) for fate in names}
    present = request.GET.get("fate")
    if present not in [*names, "notes"] or not counts.get(present, 1):
        present = next((fate for fate in names if counts[fate]), "notes")
    notes = held.report.get("notes", [])
    shown = notes if present == "notes" else [row for row in rows if row["fate"] == present]
    kinds = dict(Question.Kind.choices)
    context = {
        "file": held,
        "job": held.job,
        "reader": LABELS.get(held.reader, held.reader),
        "fates": [(str(fate), counts[fate], word) for fate, word in names.items() if counts[fate]],
        "notes": len(notes),
        "present": str(present),
        "page_obj": Paginator([row | {"kind": kinds.get(row.get("kind"), "")} for row in shown], ROWS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "ready": sum(counts[fate] for fate in (Fate.NEW, Fate.FILLS, Fate.CHANGED)),
        "drafts": sum(row["draft"] for row in rows),
        "page_title": _("Import questions"),
    }
    return render(request, "exams/desk/file.html", context)


@may_change_banks
@require_POST
def start(request, pk):
    carrying.confirm(_file(pk))
    return redirect("question_files:file", pk)


@may_change_banks
@require_POST
def drop(request, pk):
    """Forget a file that was not imported."""
    held = _file(pk)
    if held.job_id is None:
        held.delete()
    return redirect("question_files:index")


@may_change_banks
@require_safe
def report(request, pk):
    """Every question and what became of it, as a table."""
    held, names = _file(pk), _fates()
    rows = [[row["which"], str(names[Fate(row["fate"])]), " ".join(row["says"])] for row in held.report.get("rows", [])]
    rows += [[row["which"], _("Note"), " ".join(row["says"])] for row in held.report.get("notes", [])]
    return _table([_("Question"), _("What becomes of it"), _("Why")], rows, "import-report")


def _table(header, rows, name: str) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(header)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return _download(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def _download(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@may_change_banks
@require_safe
def export(request):
    """First what the file cannot hold, then the file."""
    form = ExportForm(request.GET if "bank" in request.GET else None)
    context = {"form": form, "page_title": _("Export questions")}
    if form.is_valid():
        bank, kind, language = (form.cleaned_data[name] for name in ("bank", "form", "language"))
        written = carrying.take_out(bank, form=kind, language=language)
        stem = "".join(c if (c.isalnum() and c.isascii()) or c in "-_" else "-" for c in bank.code)
        if "download" in request.GET:
            ending = FORMATS[kind].ending
            return _download(written.content, FORMATS[kind].mime, f"{stem}-{language}.{ending}")
        if "report" in request.GET:
            rows = [[said.which, _("Left out"), said.sentence] for said in written.left_out]
            rows += [[said.which, _("Note"), said.sentence] for said in written.notes]
            return _table([_("Question"), _("What becomes of it"), _("Why")], rows, "export-report")
        total = bank.questions.filter(retired=False).count()
        asked = request.GET.copy()
        asked["download"] = "1"
        context |= {
            "written": written,
            "total": total,
            "taken": total - len(written.left_out),
            "download": f"{reverse('question_files:export')}?{asked.urlencode()}",
            "report": f"{reverse('question_files:export')}?{asked.urlencode().replace('download=1', 'report=1')}",
        }
        if not total:
            messages.info(request, _("This bank has no question yet."))
    return render(request, "exams/desk/export.html", context, status=422 if form.errors else 200)


class _Entry(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY)


class QuestionFilesViewSet(ViewSet):
    name = "question_files"
    icon = "upload"
    menu_label = gettext_lazy("Import and export")
    menu_item_class = _Entry

    @property
    def menu_url(self):
        return reverse("question_files:index")

    def get_urlpatterns(self):
        return [
            path("", hand_in, name="index"),
            path("export/", export, name="export"),
            path("<uuid:pk>/", file, name="file"),
            path("<uuid:pk>/start/", start, name="start"),
            path("<uuid:pk>/drop/", drop, name="drop"),
            path("<uuid:pk>/report.csv", report, name="report"),
        ]


question_files = QuestionFilesViewSet("question_files", url_prefix="question-files")
