"""Rows by which the house conducts itself: facts, jobs, notices, consent, who looked, policy values."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.places import Institution
from people.registry import job_names


class Fact(models.Model):
    """Something that happened, left in the writer's own transaction: see people/facts.py."""

    name = models.CharField(max_length=60)
    says = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.name} #{self.pk}"


class FactDelivery(models.Model):
    """One handler's dealing with one fact. ``done_at`` None = still owed."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(auto_now_add=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "handler"], name="fact_once_per_handler")]
        indexes = [models.Index(fields=["next_at"], condition=Q(done_at=None), name="facts_owed")]


class Job(models.Model):
    """Long work. The row is the truth; Celery only rings the bell."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=60)
    asks = models.JSONField(default=dict, help_text=_("What the kind needs to begin"))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty until counted"))
    cursor = models.JSONField(default=dict, help_text=_("Where to go on; written with each step's effects"))
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    run = models.PositiveIntegerField(default=0, help_text=_("Times taken up; a run that lost its turn may not write"))
    alive_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["state", "alive_at"])]

    @property
    def called(self) -> str:
        return job_names[self.kind]() if self.kind in job_names else self.kind

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.STOPPED}

    @property
    def percent(self) -> int:
        """0–100, rounded down; 100 only when done."""
        if self.state == self.State.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0


class StaffFile(models.Model):
    """A staff list as it was handed in, and what became of its rows. Never under the public media folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="staff_files")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=150)
    content = models.BinaryField(help_text=_("Emptied after the days of policy accounts.staff_file_kept_days"))
    as_of = models.DateField(help_text=_("The day on which changed posts begin"))
    job = models.OneToOneField(Job, models.SET_NULL, null=True, blank=True, related_name="staff_file")
    corrections = models.JSONField(default=dict, help_text=_("Suggestions taken: column, value written, value meant"))
    refused = models.JSONField(default=list, help_text=_("Rows not taken: line, cells, problems"))

    class Meta:
        ordering = ["-handed_in_at"]
        verbose_name = _("staff list")
        verbose_name_plural = _("staff lists")

    def __str__(self):
        return self.name


class Notice(models.Model):
    """A sentence on its way to a person, by one channel. ``key`` makes sending it twice impossible."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS or WhatsApp")
        SLIP = "slip", _("Printed slip")
        HERE = "here", _("Here only")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    says = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=Channel)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now, help_text=_("Not tried before this; a sender puts it ahead"))
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(sent_at=None), name="notices_owed"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notices_unread"),
        ]


class NoticeChoice(models.Model):
    """By which way a person wants to be told of one kind of thing; without a row, the kind's own way holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Notice.Channel)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "kind", name="one_way_a_kind"),
            models.CheckConstraint(condition=~Q(channel="slip"), name="slips_are_nobodys_choice"),
        ]


class CalendarKey(models.Model):
    """The secret in the address of a person's calendar; only its digest is kept. A new one ends the old."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class CalendarItem(models.Model):
    """What a calendar was last told of one thing, so that a change raises its number and an end is said."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_items")
    uid = models.CharField(max_length=120)
    says = models.JSONField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("person", "uid", name="calendar_item_once")]


class Consent(models.Model):
    """One purpose, off at first, dated, with the version of the text that was agreed to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person", "purpose", "-given_at"]
        constraints = [
            models.UniqueConstraint("person", "purpose", condition=Q(withdrawn_at=None), name="one_consent_in_force")
        ]


class AccessLog(models.Model):
    """Who saw what of whom, and why. Kept 24 months (policy ``privacy.search_log_kept_months``)."""

    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks_made")
    viewer_institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="looks_received"
    )
    act = models.CharField(max_length=40)
    purpose = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["subject", "-at"])]


class PolicyValue(models.Model):
    """A number the programme chose, from a day on, with the reason."""

    key = models.CharField(
        _("Key"), max_length=120, help_text=_("A dotted path into the policy file, such as levels.1.validity_months")
    )
    value = models.JSONField(_("Value"))
    from_on = models.DateField(_("In force from"))
    reason = models.TextField(_("Reason"), help_text=_("Say why: the reason is kept with the value."))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key", "-from_on", "-pk"]
        verbose_name = _("policy value")
        verbose_name_plural = _("policy values")


class ReferenceRecord(models.Model):
    """What the last load wrote into a row, so that an administrator's edit is known and kept."""

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="reference_record_once")]
