"""Reports of the editor: figures of questions and gains of courses. No names, and nothing of fewer than five people."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from courses.exams import gains, statistics
from courses.exams.models import Bank, Blueprint, Question
from people.policy import policy
from people.sheets import harmless
from people.trilingual import tongue

HIDDEN = _("fewer than 5")


def percent(share) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def signed(value) -> str:
    return "" if value is None else f"{value:.2f}"


class QuestionFilter(WagtailFilterSet):
    """Language and review are read by the report itself, which knows the figures."""

    bank = django_filters.ModelChoiceFilter(queryset=Bank.objects.all(), label=_("Bank"))
    competency_code = django_filters.AllValuesFilter(label=_("Competency"))
    language = django_filters.ChoiceFilter(
        label=_("Read in"), choices=[("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))], method="as_it_is"
    )
    review = django_filters.ChoiceFilter(label=_("Put up for review"), choices=[("1", _("Yes"))], method="as_it_is")

    class Meta:
        model = Question
        fields = ["bank", "competency_code"]

    def as_it_is(self, queryset, name, value):
        return queryset


class QuestionReport(ReportView):
    """Each question that was asked in marked papers: difficulty, discrimination, time, and whether to look at it."""

    model = Question
    page_title = _("Question statistics")
    header_icon = "help"
    index_url_name = "exam_question_report"
    index_results_url_name = "exam_question_report_results"
    filterset_class = QuestionFilter
    any_permission_required = ["add", "change", "view"]
    columns = [
        Column("key", label=_("Question"), accessor="key"),
        Column("stem", label=_("Text"), accessor="shown_stem"),
        Column("competency_code", label=_("Competency"), accessor="competency_code"),
        Column("n", label=_("Asked"), accessor="shown_n"),
        Column("share", label=_("Share right"), accessor="shown_share"),
        Column("discrimination", label=_("Discrimination"), accessor="shown_discrimination"),
        Column("seconds", label=_("Seconds (median)"), accessor="shown_seconds"),
        Column("review", label=_("Review"), accessor="shown_review"),
    ]
    list_export = [
        "bank.code", "key", "competency_code", "shown_stem", "shown_n", "shown_share", "shown_discrimination",
        "shown_seconds", "shown_review",
    ]  # fmt: skip
    export_headings = {
        "bank.code": _("Bank"),
        "key": _("Question"),
        "competency_code": _("Competency"),
        "shown_stem": _("Text"),
        "shown_n": _("Asked"),
        "shown_share": _("Share right"),
        "shown_discrimination": _("Discrimination"),
        "shown_seconds": _("Seconds (median)"),
        "shown_review": _("Review"),
    }

    def get_filename(self):
        return f"questions-{timezone.localdate():%Y-%m-%d}"

    def get_queryset(self):
        language = self.request.GET.get("language", "")
        self.figures = statistics.figures(language=language if language in ("ar", "fr", "en") else "")
        self.below_pct = statistics.review_below_pct(timezone.localdate())
        wanted = self.figures
        if self.request.GET.get("review"):
            wanted = {pk for pk, known in self.figures.items() if known.is_for_review(self.below_pct)}
        return Question.objects.filter(pk__in=list(wanted)).select_related("bank").order_by("bank__code", "key")

    def decorate_paginated_queryset(self, object_list):
        rows = list(object_list)
        for question in rows:
            known = self.figures[question.pk]
            question.shown_stem = harmless(question.stem[:120])
            question.shown_n = known.n if known.is_shown else str(HIDDEN)
            question.shown_share = percent(known.share)
            question.shown_discrimination = signed(known.discrimination)
            question.shown_seconds = "" if known.seconds is None else known.seconds
            question.shown_review = str(_("To be reviewed")) if known.is_for_review(self.below_pct) else ""
        return rows


class GainReport(ReportView):
    """Each exam with a pre-test: means before and after, and the normalised gain beside the one aimed at."""

    model = Blueprint
    page_title = _("Gain of courses")
    header_icon = "tasks"
    index_url_name = "exam_gain_report"
    index_results_url_name = "exam_gain_report_results"
    any_permission_required = ["add", "change", "view"]
    columns = [
        Column("title", label=_("Exam"), accessor="title"),
        Column("n", label=_("People"), accessor="shown_n"),
        Column("pre", label=_("Pre-test (mean)"), accessor="shown_pre"),
        Column("post", label=_("First attempt (mean)"), accessor="shown_post"),
        Column("gain", label=_("Normalised gain"), accessor="shown_gain"),
        Column("aim", label=_("Aim"), accessor="shown_aim"),
    ]
    list_export = ["bank.code", "title", "shown_n", "shown_pre", "shown_post", "shown_gain", "shown_aim"]
    export_headings = {
        "bank.code": _("Bank"),
        "title": _("Exam"),
        "shown_n": _("People"),
        "shown_pre": _("Pre-test (mean)"),
        "shown_post": _("First attempt (mean)"),
        "shown_gain": _("Normalised gain"),
        "shown_aim": _("Aim"),
    }

    def get_filename(self):
        return f"gains-{timezone.localdate():%Y-%m-%d}"

    def get_queryset(self):
        self.gains = gains.by_blueprint()
        return Blueprint.objects.filter(pk__in=list(self.gains)).select_related("bank").order_by(f"title_{tongue()}")

    def decorate_paginated_queryset(self, object_list):
        aim = signed(policy("evaluation.level_2.min_normalised_gain", on=timezone.localdate()))
        rows = list(object_list)
        for blueprint in rows:
            group = self.gains[blueprint.pk]
            gain = group.gain
            blueprint.shown_n = group.n if gain else str(HIDDEN)
            blueprint.shown_pre = percent(gain.pre) if gain else ""
            blueprint.shown_post = percent(gain.post) if gain else ""
            blueprint.shown_gain = signed(gain.normalised) if gain else ""
            blueprint.shown_aim = aim
        return rows
