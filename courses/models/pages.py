"""The catalogue's pages: one per language, pointing to the one course. They are read at the addresses of
courses/urls.py, which are the same in every language but for its code."""

from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.editing import DirectionPanel
from courses.blocks import IntroBlocks, LessonBlocks
from courses.models.catalogue import Course
from courses.page_forms import FindingsPanel, LessonPageForm


class ReadElsewhere(Page):
    """A page whose address belongs to a view of ours."""

    class Meta:
        abstract = True

    def address(self) -> str:
        raise NotImplementedError

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        site, root, _path = parts
        with override(self.locale.language_code):
            return site, root, self.address()

    def serve(self, request, *args, **kwargs):
        with override(self.locale.language_code):
            return redirect(self.address())


class CatalogueIndexPage(ReadElsewhere):
    intro = StreamField(IntroBlocks(), blank=True, verbose_name=_("introduction"))

    content_panels = [DirectionPanel(), *Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    preview_modes = []

    class Meta:
        verbose_name = _("catalogue of courses")

    def address(self) -> str:
        return reverse("courses:course-list")


class CoursePage(ReadElsewhere):
    """A course in one language. A course has at most one page in a language."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="pages", verbose_name=_("course"))
    intro = StreamField(IntroBlocks(), blank=True, verbose_name=_("introduction"))

    content_panels = [DirectionPanel(), *Page.content_panels, FieldPanel("course"), FieldPanel("intro")]
    parent_page_types = ["courses.CatalogueIndexPage"]
    subpage_types = ["courses.LessonPage"]
    preview_modes = []

    class Meta:
        verbose_name = _("course page")

    def address(self) -> str:
        return reverse("courses:course-detail", args=[self.course.code])

    def clean(self):
        super().clean()
        if not self.course_id:
            return
        twins = CoursePage.objects.filter(course=self.course_id, locale=self.locale_id).exclude(pk=self.pk)
        if self.locale_id and twins.exists():
            raise ValidationError({"course": _("This course already has a page in this language.")})


class Change(models.TextChoices):
    """How much a publication changes for those who learnt what stood before: see courses/versions.py."""

    MINOR = "minor", _("Minor: learners keep what they have done")
    MAJOR = "major", _("Major: whoever passed is asked to do it again")


class LessonPage(ReadElsewhere):
    """A lesson in one language. Its activity's id is the ``translation_key`` its translations share.

    A module is chosen by its title, and is not a page of its own: its titles stand in the course's data in all
    languages, nothing is read at its address, and a level more in the tree would have to be kept alike in each language.
    """

    base_form_class = LessonPageForm

    module_no = models.PositiveSmallIntegerField(_("module"))
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=10)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One sentence"))
    required = models.BooleanField(_("asked for the certificate"), default=True)
    body = StreamField(LessonBlocks(), blank=True, verbose_name=_("lesson"))
    change = models.CharField(
        _("this change is"), max_length=5, choices=Change, default=Change.MINOR,
        help_text=_("Holds for the next publication. A lesson in several languages: say it in one of them only."),
    )  # fmt: skip
    review_on = models.DateField(
        _("next review"),
        null=True,
        blank=True,
        help_text=_("From that day on it stands in the report of what to review"),
    )

    #: What wagtail-localize hands to translators or keeps alike. ``change`` and ``review_on`` belong to each page.
    translatable_fields = [
        *(TranslatableField(name) for name in ("title", "slug", "seo_title", "search_description", "summary", "body")),
        *(SynchronizedField(name) for name in ("module_no", "minutes", "required")),
    ]

    content_panels = [
        DirectionPanel(),
        *Page.content_panels,
        FieldRowPanel([FieldPanel("module_no"), FieldPanel("minutes"), FieldPanel("required")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("change"), FieldPanel("review_on")]),
        FindingsPanel(heading=_("To look at again")),
    ]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = []
    template = "courses/lesson_preview.html"  # for an author's preview; learners read at ``address``

    class Meta:
        verbose_name = _("lesson")

    @property
    def course(self) -> Course:
        return self.get_parent().specific.course

    def address(self) -> str:
        return reverse("courses:lesson-detail", args=[self.course.code, self.translation_key])
