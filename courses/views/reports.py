"""What the editor's Reports menu tells of courses: what to review, what to translate, what to look at again."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.content_checks import findings
from courses.models import Course, LessonPage
from courses.opening import languages
from courses.reviewing import due
from courses.templatetags.courses import in_itself
from courses.translation_status import State, status
from people.trilingual import TONGUES


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""
    language: str = ""  # of the text, where it is not the interface's
    tone: str = ""


class Report(WagtailAdminTemplateMixin, TemplateView):
    template_name = "courses/admin/report.html"
    _show_breadcrumbs = True
    header_icon = "openquote"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("courses.view_course"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class Reviews(Report):
    page_title = gettext_lazy("To review")

    def get_context_data(self, **kwargs):
        lines = due(on=timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "heads": [_("Title"), _("Course"), _("Language"), _("Owner"), _("Review date"), _("Days late")],
            "rows": [
                [
                    Cell(line.title, line.url, line.language), Cell(line.course), Cell(in_itself(line.language)),
                    Cell(line.owner), Cell(date_format(line.review_on)), Cell(str(line.days)),
                ]
                for line in lines
            ],
            "nothing": _("Nothing is past its review date."),
        }  # fmt: skip


class OfACourse(Report):
    """A report on the lessons of one course at a time."""

    def get_context_data(self, **kwargs):
        written = list(Course.objects.filter(pages__isnull=False).distinct())
        course = next((one for one in written if one.code == self.request.GET.get("course")), None)
        course = course or next((one for one in written if one.activities.exists()), None) or next(iter(written), None)
        shown = self.shown(course) if course else {"rows": []}
        return super().get_context_data(**kwargs) | {"courses": written, "course": course, **shown}


class Translations(OfACourse):
    page_title = gettext_lazy("Languages of lessons")

    def shown(self, course):
        asked = languages(on=timezone.localdate())
        codes = [*asked, *(code for code in TONGUES if code not in asked)]
        tones = {State.COMPLETE: "ok"}

        def cell(row, code):
            page, state = row.pages.get(code), row.states[code]
            url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""
            return Cell(state.label, url, "", tones.get(state, "care"))

        return {
            "intro": _("A course opens when its lessons are published in: %(languages)s.")
            % {"languages": " · ".join(in_itself(code) for code in asked)},
            "heads": [_("Lesson"), *(in_itself(code) for code in codes)],
            "rows": [
                [Cell(row.title, "", next(iter(row.pages))), *(cell(row, code) for code in codes)]
                for row in status(course, codes)
            ],
            "nothing": _("This course has no lesson yet."),
        }


class Checks(OfACourse):
    page_title = gettext_lazy("Lessons to look at again")

    def shown(self, course):
        on, rows = timezone.localdate(), []
        for parent in course.pages.select_related("locale").order_by("path"):
            for page in LessonPage.objects.child_of(parent).select_related("locale").order_by("path"):
                language = page.locale.language_code
                url = reverse("wagtailadmin_pages:edit", args=[page.pk])
                for one in findings(page, on=on):
                    rows.append([Cell(page.title, url, language), Cell(in_itself(language)), Cell(one.sentence)])
        return {
            "heads": [_("Lesson"), _("Language"), _("What to look at")],
            "rows": rows,
            "nothing": _("There is nothing to look at again in this course."),
        }
