"""The catalogue: courses as the programme describes them, the same in every language."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.querysets import CourseQuerySet
from people.models import JobProfile
from people.trilingual import said

PERCENT = [MaxValueValidator(100)]


class Course(ClusterableModel):
    """One course in all languages. The numbers of its certificate are the catalogue's defaults:
    certification copies them, dated, and is alone to apply them."""

    class Family(models.TextChoices):
        FOUNDATION = "foundation", _("Foundations")
        CLIENT = "client", _("Clients")
        CREDIT = "credit", _("Credit")
        PORTFOLIO = "portfolio", _("Portfolio and collection")
        PROTECTION = "protection", _("Client protection")
        COMPLIANCE = "compliance", _("Compliance and security")
        FINANCE = "finance", _("Finance")
        MANAGEMENT = "management", _("Management")
        DIGITAL = "digital", _("Digital")
        PRODUCTS = "products", _("Products")
        SUPPORT = "support", _("Support to entrepreneurs")
        TRAINERS = "trainers", _("Training of trainers")
        REFRESHER = "refresher", _("Refreshers")

    class Modality(models.TextChoices):
        ONLINE = "e-learning", _("Online")
        BLENDED = "blended", _("Online and in person")

    code = models.CharField(_("code"), max_length=12, unique=True)
    family = models.CharField(_("family"), max_length=20, choices=Family, db_index=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    modality = models.CharField(_("way of learning"), max_length=12, choices=Modality)
    hours = models.PositiveSmallIntegerField(_("hours"))
    hours_online = models.PositiveSmallIntegerField(_("hours online, at one's own pace"), default=0)
    hours_live = models.PositiveSmallIntegerField(_("hours online, live"), default=0)
    hours_in_person = models.PositiveSmallIntegerField(_("hours in person"), default=0)
    major_version = models.PositiveSmallIntegerField(
        _("major version"),
        default=1,
        help_text=_("Raised when the content changes so much that trainers need a bridge"),
    )
    target_profiles = models.ManyToManyField(JobProfile, through="CourseTarget", related_name="courses")
    prerequisites = models.ManyToManyField("self", through="CourseNeed", symmetrical=False, related_name="leads_to")
    certificate_ar = models.CharField(_("certificate's name in Arabic"), max_length=200, blank=True)
    certificate_fr = models.CharField(_("certificate's name in French"), max_length=200, blank=True)
    certificate_en = models.CharField(_("certificate's name in English"), max_length=200, blank=True)
    validity_months = models.PositiveSmallIntegerField(_("certificate holds, months"))
    pass_mark_pct = models.PositiveSmallIntegerField(_("pass mark, %"), validators=PERCENT)
    min_attendance_pct = models.PositiveSmallIntegerField(
        _("attendance asked, %"), null=True, blank=True, validators=PERCENT,
        help_text=_("Of live and in-person hours; empty when there are none"),
    )  # fmt: skip
    max_attempts = models.PositiveSmallIntegerField(_("attempts at the exam"), default=3)
    wait_between_attempts_hours = models.PositiveSmallIntegerField(_("hours between attempts"), default=24)
    exam_alone = models.BooleanField(
        _("exam without the lessons"), default=True,
        help_text=_("Who already knows the matter may sit the exam at once. Unticked, the lessons come first."),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_courses",
        verbose_name=_("owner"), help_text=_("Answers for its content, and may mark what its learners hand in"),
    )  # fmt: skip
    review_on = models.DateField(
        _("next review"),
        null=True,
        blank=True,
        help_text=_("From that day on it stands in the report of what to review"),
    )
    renews = models.JSONField(_("renews"), default=list, blank=True, help_text=_("Codes of the courses it refreshes"))
    accreditation_role = models.CharField(_("accreditation role"), max_length=20, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                condition=Q(hours=F("hours_online") + F("hours_live") + F("hours_in_person")),
                name="course_hours_add_up",
                violation_error_message=_("The hours are not the sum of online, live and in-person hours."),
            )
        ]

    def __init__(self, *args, **kwargs):
        """A row that is read names no children: looking for them took a fifth of the catalogue's time."""
        if kwargs:
            super().__init__(*args, **kwargs)
        else:
            super(ClusterableModel, self).__init__(*args)

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        return said(self, "title")

    @property
    def certificate(self) -> str:
        """The name of the certificate that the course leads to."""
        return said(self, "certificate")


class CourseModule(models.Model):
    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="modules")
    no = models.PositiveSmallIntegerField(_("number"))
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)

    class Meta:
        ordering = ["course", "no"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [models.UniqueConstraint(fields=["course", "no"], name="module_number_once_per_course")]

    def __str__(self):
        return f"{self.no}. {self.title}"

    @property
    def title(self) -> str:
        return said(self, "title")


class CourseGain(models.Model):
    """The level of a competency that the course's certificate gives."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="gains")
    competency = models.ForeignKey("competencies.Competency", models.PROTECT, related_name="gained_by")
    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    waits_for = models.CharField(
        _("waits for"), max_length=20, blank=True, help_text=_("Evidence without which the mark is not given")
    )

    class Meta:
        ordering = ["course", "-level", "competency"]
        verbose_name = _("gain")
        verbose_name_plural = _("gains")
        constraints = [
            models.UniqueConstraint(fields=["course", "competency"], name="competency_gained_once_per_course")
        ]

    def __str__(self):
        return f"{self.competency} → {self.level}"


class CourseTarget(models.Model):
    """A job profile the course is meant for."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="targets")
    profile = models.ForeignKey(JobProfile, models.PROTECT, related_name="course_targets")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "profile"], name="course_target_once")]


class CourseNeed(models.Model):
    """A course to follow before. It is advice: nobody who knows the matter is kept away."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="needs")
    needs = models.ForeignKey(Course, models.PROTECT, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "needs"], name="course_need_once"),
            models.CheckConstraint(condition=~Q(course=F("needs")), name="course_does_not_need_itself"),
        ]
