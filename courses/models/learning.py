"""Who studies what, and what they did."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Course, CourseModule
from courses.querysets import EnrolmentQuerySet, PassQuerySet
from people.models import Institution, JobProfile
from people.trilingual import said


class Trust(models.TextChoices):
    """On whose word something is recorded. The browser's is practice, never alone for a certificate."""

    BROWSER = "browser", _("Reported by the browser")
    SERVER = "server", _("Marked by the server")
    OBSERVED = "observed", _("Observed by a person")


class Activity(models.Model):
    """Something to do, the same in every language. The one of an exam has the blueprint's id.

    Titles and minutes of a lesson follow its published pages.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        H5P = "h5p", _("Interactive activity")
        EXAM = "exam", _("Exam")
        ASSIGNMENT = "assignment", _("Assignment")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="activities", verbose_name=_("course"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title_ar = models.CharField(_("title in Arabic"), max_length=255, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=255, blank=True)
    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0, help_text=_("0 = not estimated"))
    version = models.PositiveIntegerField(_("content version"), default=1)
    is_retired = models.BooleanField(_("retired"), default=False)
    weight = models.PositiveIntegerField(
        _("weight"), default=0, help_text=_("Bytes a phone fetches for it, in its heaviest language; 0 = not known")
    )

    class Meta:
        ordering = ["course", "kind", "title_fr"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self):
        return f"{self.course.code} · {self.title or self.get_kind_display()}"

    @property
    def title(self) -> str:
        return said(self, "title")


class ActivityContent(models.Model):
    """What an interactive activity plays in one language."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="contents")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    content = models.ForeignKey("h5p.Content", models.PROTECT, related_name="+", verbose_name=_("content"))

    class Meta:
        ordering = ["activity", "language"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "language"], name="one_content_per_activity_and_language")
        ]


class SyllabusItem(models.Model):
    """One activity a course asks for, in its place. Written by courses/syllabus.py alone."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="syllabus")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="syllabus_items")
    position = models.PositiveSmallIntegerField()
    module = models.ForeignKey(CourseModule, models.SET_NULL, null=True, blank=True, related_name="+")
    within = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="+", help_text=_("The lesson that holds it")
    )
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["course", "position"]
        constraints = [models.UniqueConstraint(fields=["course", "activity"], name="activity_once_per_syllabus")]


class EnrolmentRule(models.Model):
    """Everybody who holds this job is enrolled in this course, to be done within so many days of taking the post.

    Of one institution, or of all when the Centre sets it (``institution`` None). A rule is ended, never changed.
    """

    profile = models.ForeignKey(JobProfile, models.PROTECT, related_name="+", verbose_name=_("job"))
    course = models.ForeignKey(Course, models.PROTECT, related_name="rules", verbose_name=_("course"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    within_days = models.PositiveSmallIntegerField(_("days"), validators=[MinValueValidator(1)])
    from_on = models.DateField(_("in force from"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["profile", "course", "pk"]
        verbose_name = _("rule of enrolment")
        verbose_name_plural = _("rules of enrolment")
        constraints = [
            models.UniqueConstraint(
                "profile", "course", "institution", condition=Q(ended_on=None), name="one_rule_an_institution"
            ),
            models.UniqueConstraint(
                "profile", "course", condition=Q(ended_on=None, institution=None), name="one_rule_of_the_centre"
            ),
            models.CheckConstraint(condition=Q(within_days__gte=1), name="rule_leaves_a_day"),
        ]


class Enrolment(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("In progress")
        FINISHED = "finished", _("Finished")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    enrolled_on = models.DateField(_("enrolled on"))
    due_on = models.DateField(_("due on"), null=True, blank=True, help_text=_("Empty = at one's own pace"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("The officer who enrolled them; empty = joined by themselves, or by a rule"),
    )  # fmt: skip
    rule = models.ForeignKey("courses.EnrolmentRule", models.SET_NULL, null=True, blank=True, related_name="enrolments")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, help_text=_("When it was last withdrawn"))
    last_activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, blank=True, related_name="+", help_text=_("The lesson last opened")
    )
    last_at = models.DateTimeField(_("last seen at"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_on", "-pk"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                "learner", "course", condition=~Q(state="withdrawn"), name="one_enrolment_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(finished_at__isnull=False), name="finished_enrolment_says_when"
            ),
        ]

    def __str__(self):
        return f"{self.learner} · {self.course.code}"


class Attempt(models.Model):
    """One go at an activity. It is never overwritten: another go is another row.

    ``ended_at`` None = answers have come in and the whole is not yet handed in. ``passed`` None = unmarked.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("number"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True, help_text=_("0–1; empty when unmarked"))
    passed = models.BooleanField(_("passed"), null=True)
    trust = models.CharField(_("trust"), max_length=10, choices=Trust)
    content_version = models.PositiveIntegerField(_("content version"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    seconds = models.PositiveIntegerField(_("seconds"), null=True, blank=True, help_text=_("As the player says"))
    key = models.CharField(max_length=64, blank=True, help_text=_("What its sender calls what ended it"))

    class Meta:
        ordering = ["enrolment", "activity", "number"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "number"], name="attempt_number_once"),
            models.UniqueConstraint("enrolment", "activity", condition=Q(ended_at=None), name="one_attempt_at_a_time"),
            models.UniqueConstraint("enrolment", "activity", "key", condition=~Q(key=""), name="statement_counts_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=1), name="attempt_score_is_a_share"
            ),
        ]


class ItemAnswer(models.Model):
    """The answer to one question inside an attempt."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    item = models.CharField(max_length=100, help_text=_("The question's own id inside its activity"))
    interaction = models.CharField(max_length=20, blank=True, help_text=_("xAPI interaction type"))
    response = models.TextField(blank=True)
    expected = models.JSONField(default=list, blank=True)
    score = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    passed = models.BooleanField(null=True)
    at = models.DateTimeField()
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["attempt", "pk"]
        constraints = [models.UniqueConstraint(fields=["attempt", "item", "key"], name="item_answer_once")]


class Pass(models.Model):
    """A version of an activity is done. The first word counts; a better word (server over browser) replaces ``trust``.

    Only a pass on the activity's present version counts: see courses/versions.py."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="passes")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="passes")
    content_version = models.PositiveIntegerField(_("content version"), default=1)
    trust = models.CharField(_("trust"), max_length=10, choices=Trust)
    at = models.DateTimeField()

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "content_version"], name="pass_once_per_version")
        ]


class ActivityState(models.Model):
    """Where a player was left, given back as it was when the activity is opened again."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="states")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    content = models.UUIDField(help_text=_("The content it belongs to; another content begins afresh"))
    data = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "language"], name="one_state_per_language")
        ]
