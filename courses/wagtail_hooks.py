"""What authors and the Centre see in the Wagtail admin, and what publishing does."""

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.choosers import CHOOSERS
from courses.forms import ActivityForm, AssignmentForm
from courses.models import Activity, Assignment, Course, CoursePage, LessonPage
from courses.syllabus import note_publication, rewrite
from people.trilingual import TONGUES


@receiver(page_published, sender=LessonPage)
def lesson_published(sender, instance, **kwargs):
    rewrite(instance.course)
    if instance.first_published_at != instance.last_published_at:
        note_publication(instance)


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
    list_filter = ["family", "modality"]
    search_fields = ["code", "title_ar", "title_fr", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    exclude_form_fields = ["target_profiles", "prerequisites", "renews", "accreditation_role"]


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
