"""What authors and the Centre see in the Wagtail admin, and what publishing does."""

from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.choosers import CHOOSERS
from courses.content_checks import findings
from courses.forms import ActivityForm, AssignmentForm, CourseForm
from courses.models import Activity, Assignment, Course, CoursePage, LessonPage
from courses.syllabus import rewrite
from courses.versions import note_publication
from courses.views.reports import Checks, Reviews, Translations
from people.trilingual import TONGUES


@receiver(page_published, sender=LessonPage)
def lesson_published(sender, instance, revision=None, **kwargs):
    rewrite(instance.course)
    note_publication(instance, revision)


@receiver(page_unpublished, sender=LessonPage)
def lesson_unpublished(sender, instance, **kwargs):
    rewrite(instance.course)


@receiver(page_published, sender=CoursePage)
@receiver(page_unpublished, sender=CoursePage)
def course_page_changed(sender, instance, **kwargs):
    rewrite(instance.course)


@receiver(post_page_move, sender=LessonPage)
def lesson_moved(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """Another place in the tree is another place in the course."""
    for parent in {parent_page_before.specific, parent_page_after.specific}:
        if isinstance(parent, CoursePage):
            rewrite(parent.course)


@hooks.register("before_publish_page")
def refuse_what_cannot_work(request, page):
    """The draft is kept; learners do not meet it."""
    if isinstance(page, LessonPage):
        stops = [one.sentence for one in findings(page, on=timezone.localdate()) if one.stops]
        if stops:
            messages.error(request, " ".join([gettext("The lesson is kept as a draft and not published."), *stops]))
            return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("after_publish_page")
def tell_what_to_look_at(request, page):
    if isinstance(page, LessonPage):
        for one in findings(page, on=timezone.localdate()):
            messages.warning(request, one.sentence)


REPORTS = {
    "reviews": (Reviews, _("To review"), "calendar-check"),
    "languages": (Translations, _("Languages of lessons"), "wagtail-localize-language"),
    "checks": (Checks, _("Lessons to look at again"), "glasses"),
}


@hooks.register("register_admin_urls")
def report_addresses():
    return [
        path(f"reports/lessons/{name}/", view.as_view(), name=f"courses_report_{name}")
        for name, (view, _label, _icon) in REPORTS.items()
    ]


class ReportItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("courses.view_course")


def _in_menu(name, label, icon, order):
    @hooks.register("register_reports_menu_item")
    def item():
        return ReportItem(label, reverse(f"courses_report_{name}"), name=name, icon_name=icon, order=order)


for _order, (_name, (_view, _label, _icon)) in enumerate(REPORTS.items(), start=100):
    _in_menu(_name, _label, _icon, _order)


@hooks.register("after_delete_page")
def lesson_deleted(request, page):
    if isinstance(page.specific_class, type) and issubclass(page.specific_class, LessonPage):
        parent = page.get_parent()
        if parent is not None and isinstance(parent.specific, CoursePage):
            rewrite(parent.specific.course)


def tongues(field, heading):
    return MultiFieldPanel([FieldPanel(f"{field}_{code}") for code in TONGUES], heading=heading)


class CourseViewSet(ModelViewSet):
    model = Course
    icon = "openquote"
    menu_label = _("Catalogue")
    list_display = ["code", "title", "family", "modality", "hours"]
    list_filter = ["family", "modality", "owner"]
    search_fields = ["code", "title_ar", "title_fr", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("family"), FieldPanel("modality")]),
            tongues("title", _("Title")),
            FieldRowPanel([FieldPanel("owner"), FieldPanel("review_on")]),
            MultiFieldPanel(
                [
                    FieldPanel("hours"),
                    FieldRowPanel(
                        [FieldPanel("hours_online"), FieldPanel("hours_live"), FieldPanel("hours_in_person")]
                    ),
                ],
                heading=_("Hours"),
            ),
            InlinePanel(
                "modules",
                heading=_("Modules"),
                label=_("Module"),
                panels=[
                    FieldRowPanel([FieldPanel("no"), FieldPanel("hours")]),
                    FieldPanel("title_ar"),
                    FieldPanel("title_fr"),
                    FieldPanel("title_en"),
                ],
            ),
            FieldPanel("audience"),
            FieldPanel("after"),
            InlinePanel(
                "gains",
                heading=_("What it gives"),
                label=_("Competency"),
                panels=[FieldRowPanel([FieldPanel("competency"), FieldPanel("level")])],
            ),
            MultiFieldPanel(
                [
                    *(FieldPanel(f"certificate_{code}") for code in TONGUES),
                    FieldRowPanel([FieldPanel("validity_months"), FieldPanel("pass_mark_pct")]),
                    FieldRowPanel([FieldPanel("min_attendance_pct"), FieldPanel("exam_alone")]),
                    FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("wait_between_attempts_hours")]),
                ],
                heading=_("Certificate"),
            ),
            FieldPanel("major_version"),
        ],
        base_form_class=CourseForm,
    )


class ActivityViewSet(ModelViewSet):
    """Interactive activities; lessons come from their pages, exams from their blueprints."""

    model = Activity
    icon = "radio-full"
    menu_label = _("Interactive activities")
    list_display = ["title", "course", "minutes"]
    list_filter = ["course"]
    search_fields = ["title_ar", "title_fr", "title_en"]
    search_backend_name = None
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return ActivityForm

    class index_view_class(ModelViewSet.index_view_class):
        def get_base_queryset(self):
            return Activity.objects.filter(kind=Activity.Kind.H5P).select_related("course")


class AssignmentViewSet(ModelViewSet):
    model = Assignment
    icon = "clipboard-list"
    menu_label = _("Assignments")
    list_display = ["title", "course", "minutes"]
    list_filter = ["course"]
    search_fields = ["title_ar", "title_fr", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("course"),
            tongues("title", _("Title")),
            tongues("brief", _("What is asked")),
            InlinePanel(
                "criteria",
                heading=_("Rubric"),
                label=_("Criterion"),
                min_num=1,
                panels=[FieldPanel("title_ar"), FieldPanel("title_fr"), FieldPanel("title_en"), FieldPanel("points")],
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("takes_text"), FieldPanel("takes_file")]),
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("asked_for")]),
                    FieldPanel("is_retired"),
                ],
                heading=_("Rules"),
            ),
        ],
        base_form_class=AssignmentForm,
    )


class CoursesGroup(ModelViewSetGroup):
    items = (CourseViewSet, ActivityViewSet, AssignmentViewSet)
    menu_label = _("Courses")
    menu_icon = "openquote"
    menu_order = 200


@hooks.register("register_admin_viewset")
def viewsets():
    return [*CHOOSERS, CoursesGroup()]
