"""Work that a learner hands in and a person marks."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.models.learning import Activity, Attempt, Enrolment
from people.trilingual import said


def private():
    return storages["private"]


def where_kept(hand_in, name: str) -> str:
    """Under a name of ours: what a learner calls a file is kept beside it, never in a path."""
    return f"hand-ins/{uuid.uuid4().hex}"


class Assignment(ClusterableModel, Activity):
    """An activity whose work is handed in. ``criteria`` are its rubric."""

    brief_ar = models.TextField(_("what is asked, in Arabic"), blank=True)
    brief_fr = models.TextField(_("what is asked, in French"), blank=True)
    brief_en = models.TextField(_("what is asked, in English"), blank=True)
    takes_text = models.BooleanField(_("a text can be handed in"), default=True)
    takes_file = models.BooleanField(_("a file can be handed in"), default=True)
    asked_for = models.BooleanField(_("asked for the certificate"), default=False)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(condition=Q(takes_text=True) | Q(takes_file=True), name="assignment_takes_something")
        ]

    @property
    def brief(self) -> str:
        return said(self, "brief")


class Criterion(models.Model):
    """One line of a rubric: what is looked at, and how many points it is worth."""

    assignment = ParentalKey(Assignment, on_delete=models.CASCADE, related_name="criteria")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"  # lines can be moved in the editor
    title_ar = models.CharField(_("title in Arabic"), max_length=300)
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    points = models.PositiveSmallIntegerField(
        _("points"), default=5, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )

    class Meta:
        ordering = ["assignment", "sort_order", "pk"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=20), name="criterion_is_worth_1_to_20")
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        return said(self, "title")


class HandIn(models.Model):
    """Work as it was handed in. It is never changed: another go is another row.

    ``content_version``: the assignment's when it was handed in. ``key``: what the sender's page called this go, so that
    a form sent twice counts once.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="hand_ins")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="hand_ins")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    file = models.FileField(storage=private, upload_to=where_kept, blank=True, max_length=100)
    file_name = models.CharField(max_length=150, blank=True)
    file_kind = models.CharField(max_length=100, blank=True, help_text="MIME type, as its bytes say")
    file_size = models.PositiveIntegerField(default=0, help_text="Bytes")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    content_version = models.PositiveIntegerField()
    key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["enrolment", "assignment", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "assignment", "number"], name="hand_in_number_once"),
            models.UniqueConstraint(fields=["enrolment", "key"], name="hand_in_counts_once"),
            models.CheckConstraint(condition=~Q(text="") | ~Q(file=""), name="hand_in_holds_something"),
        ]

    def __str__(self):
        return f"{self.enrolment} · {self.number}"


class Marking(models.Model):
    """What a person said of work handed in: once, and for good.

    ``rubric``: the criteria as they stood, ``[{"title": {"ar", "fr", "en"}, "of", "points"}]``.
    """

    hand_in = models.OneToOneField(HandIn, models.PROTECT, related_name="marking")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rubric = models.JSONField(default=list)
    passed = models.BooleanField()
    words = models.TextField(blank=True)
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="marking")

    class Meta:
        ordering = ["-at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(passed=True) | ~Q(words=""), name="do_it_again_says_why"),
        ]

    def __str__(self):
        return f"{self.hand_in} · {self.by}"

    @property
    def points(self) -> int:
        return sum(line["points"] for line in self.rubric)

    @property
    def of(self) -> int:
        return sum(line["of"] for line in self.rubric)
