from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cascade.models.accreditation import Accreditation
from cascade.querysets import SessionQuerySet
from courses.models import Course
from people.models import Institution, Territory
from people.trilingual import said


class Session(models.Model):
    """A course taught once, somewhere, by a trainer."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions_led")
    co_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sessions_co_led"
    )
    accreditation = models.ForeignKey(
        Accreditation, models.PROTECT, related_name="sessions", help_text=_("Under which the lead teaches")
    )
    hop = models.PositiveSmallIntegerField(
        help_text=_("Steps from the national level to its learners: computed, never typed")
    )
    organiser = models.ForeignKey(Institution, models.PROTECT, related_name="sessions")
    province = models.ForeignKey(Territory, models.PROTECT, related_name="sessions")
    venue_ar = models.CharField(max_length=200, blank=True)
    venue_fr = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField()
    practice_pct = models.PositiveSmallIntegerField(help_text=_("Share of the time spent on practice"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(condition=~Q(co_lead=F("lead")), name="two_trainers_are_two_people"),
            models.CheckConstraint(condition=Q(practice_pct__lte=100), name="practice_is_a_share"),
            models.CheckConstraint(condition=~Q(venue_ar="", venue_fr=""), name="session_has_a_venue"),
        ]

    def __str__(self):
        return f"{self.course} · {self.province}"

    @property
    def venue(self) -> str:
        """In the reader's language when it was given in it."""
        return said(self, "venue")


class SessionDay(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="days")
    on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["on", "starts_at"]
        constraints = [
            models.UniqueConstraint("session", "on", name="one_row_a_session_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_day_ends_after_it_begins"),
        ]

    @property
    def minutes(self) -> int:
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute


class Registration(models.Model):
    """A place in a session. ``withdrawn_at`` frees it; ``trained`` is written when the session closes."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    trained = models.BooleanField(default=False)

    class Meta:
        ordering = ["session", "pk"]
        constraints = [models.UniqueConstraint("session", "person", name="one_place_each")]


class Presence(models.Model):
    """Was this person there on this day? Marked again, the last word holds."""

    class Mark(models.TextChoices):
        PRESENT = "present", _("Present")
        LATE = "late", _("Late")
        ABSENT = "absent", _("Absent")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="presences")
    day = models.ForeignKey(SessionDay, models.PROTECT, related_name="presences")
    mark = models.CharField(max_length=8, choices=Mark)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text=_("When the mark was taken, by the server's clock"))

    class Meta:
        constraints = [models.UniqueConstraint("registration", "day", name="one_mark_a_day")]
