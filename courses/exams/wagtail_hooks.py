"""Staff screens: banks, questions, exams and what single people are granted, in one menu group."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.exams import reports
from courses.exams.allowances import AllowanceForm
from courses.exams.desk import question_files
from courses.exams.forms import BlueprintForm, QuestionForm
from courses.exams.models import Allowance, Bank, Blueprint, Question
from people.charges import held
from people.models import Charge


def texts(field, heading):
    return MultiFieldPanel([FieldPanel(f"{field}_{code}") for code in ("ar", "fr", "en")], heading=heading)


class BankViewSet(ModelViewSet):
    model = Bank
    icon = "folder-open-inverse"
    list_display = ["code", "title_ar", "title_fr"]
    search_fields = ["code", "title_ar", "title_fr", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [FieldPanel("code"), texts("title", _("Title"))]


class QuestionViewSet(SnippetViewSet):
    """What somebody was asked stays with their attempt; a change here is for those who come after."""

    model = Question
    admin_url_namespace = "question"
    base_url_path = "question"
    menu_item_is_registered = True  # in our own group
    icon = "help"
    list_display = ["key", "stem", "competency_code", "difficulty", "kind", "draft", "retired"]
    list_filter = ["bank", "competency_code", "difficulty", "kind", "draft", "retired"]
    search_fields = ["key", "stem_ar", "stem_fr", "stem_en"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("bank"), FieldPanel("key")]),
            FieldRowPanel([FieldPanel("competency_code"), FieldPanel("difficulty"), FieldPanel("points")]),
            FieldPanel("kind"),
            texts("stem", _("Question")),
            InlinePanel(
                "options",
                heading=_("Options"),
                label=_("Option"),
                panels=[
                    FieldRowPanel([FieldPanel("key"), FieldPanel("is_right")]),
                    FieldPanel("text_ar"),
                    FieldPanel("text_fr"),
                    FieldPanel("text_en"),
                    texts("feedback", _("What to say of it")),
                ],
            ),
            FieldPanel("details"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("value"), FieldPanel("tolerance")]),
                    FieldRowPanel([FieldPanel("unit_ar"), FieldPanel("unit_fr"), FieldPanel("unit_en")]),
                ],
                heading=_("When a number is asked"),
            ),
            texts("feedback", _("Explanation")),
            InlinePanel(
                "pictures",
                heading=_("Pictures"),
                label=_("Picture"),
                panels=[FieldPanel("image"), FieldPanel("name"), texts("alt", _("What it shows"))],
            ),
            FieldPanel("retired"),
        ],
        base_form_class=QuestionForm,
    )


class BlueprintViewSet(ModelViewSet):
    model = Blueprint
    icon = "tasks"
    list_display = ["title", "bank", "minutes", "pass_mark_pct", "max_attempts"]
    list_filter = ["bank"]
    search_fields = ["title_ar", "title_fr", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("bank"),
            texts("title", _("Title")),
            InlinePanel(
                "draws",
                heading=_("What is drawn"),
                label=_("Draw"),
                min_num=1,
                panels=[FieldRowPanel([FieldPanel("competency_code"), FieldPanel("difficulty"), FieldPanel("count")])],
            ),
            FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_mark_pct")]),
            FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("wait_hours")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldPanel("has_pretest"),
        ],
        base_form_class=BlueprintForm,
    )


class CentrePolicy(ModelPermissionPolicy):
    """The Centre grants more time or attempts; those who write questions do not."""

    ROLES = (Charge.Role.ADMINISTRATOR, Charge.Role.TRAINING_OFFICER)

    def user_has_permission(self, user, action):
        if action in ("change", "delete"):  # what was granted stays written; a new row replaces it
            return False
        if user.is_superuser:
            return True
        charges = held(user, on=timezone.localdate(), roles=self.ROLES)
        return any(charge.institution_id is None for charge in charges)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Allowance, CentrePolicy(Allowance))


class AllowanceViewSet(ModelViewSet):
    """What is granted is never changed: the latest row of a person and an exam holds. Who granted it, and when, is kept."""

    model = Allowance
    icon = "time"
    list_display = ["person", "blueprint", "extra_minutes", "extra_attempts", "counts_from", "reason", "by", "at"]
    list_filter = ["blueprint", "at"]
    search_fields = ["person__username", "person__last_name", "person__family_ar", "reason"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return AllowanceForm


class ExamsGroup(ModelViewSetGroup):
    menu_label = _("Exams")
    menu_icon = "tasks"
    menu_order = 250
    items = (BankViewSet, QuestionViewSet, BlueprintViewSet, AllowanceViewSet, question_files)


@hooks.register("register_admin_viewset")
def exams():
    return ExamsGroup()


REPORTS = [("question", reports.QuestionReport), ("gain", reports.GainReport)]


@hooks.register("register_admin_urls")
def report_addresses():
    return [
        address
        for name, report in REPORTS
        for address in (
            path(f"reports/exams/{name}/", report.as_view(), name=f"exam_{name}_report"),
            path(
                f"reports/exams/{name}/results/", report.as_view(results_only=True), name=f"exam_{name}_report_results"
            ),
        )
    ]


class ReportEntry(MenuItem):
    """For those who may see questions."""

    def is_shown(self, request):
        policy = ModelPermissionPolicy(Question)
        return policy.user_has_any_permission(request.user, ["add", "change", "view"])


@hooks.register("register_reports_menu_item")
def question_report():
    return ReportEntry(
        reports.QuestionReport.page_title, reverse("exam_question_report"), name="exam-questions", icon_name="help"
    )


@hooks.register("register_reports_menu_item")
def gain_report():
    return ReportEntry(reports.GainReport.page_title, reverse("exam_gain_report"), name="exam-gains", icon_name="tasks")
