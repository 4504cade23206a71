from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cascade.querysets import AccreditationQuerySet
from people.models import Territory


class Level(models.IntegerChoices):
    LOCAL = 1, _("Local trainer")
    REGIONAL = 2, _("Regional trainer")
    NATIONAL = 3, _("National trainer")


class Accreditation(models.Model):
    """A person may teach: at a level, a course family, in a territory, for a major version of its courses."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        IN_TRAINING = "in_training", _("In training")
        PROVISIONAL = "provisional", _("Provisional")
        ACTIVE = "active", _("Active")
        EXPIRING = "expiring", _("Expiring soon")
        LAPSED = "lapsed", _("Lapsed")
        REACTIVATING = "reactivating", _("Being reactivated")
        SUSPENDED = "suspended", _("Suspended")
        WITHDRAWN = "withdrawn", pgettext_lazy("accreditation", "Withdrawn")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="accreditations")
    level = models.PositiveSmallIntegerField(choices=Level)
    family = models.CharField(max_length=30, help_text=_("Course family, e.g. portfolio"))
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    major_version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State)
    by_appointment = models.BooleanField(
        default=False, help_text=_("Founding trainer, on prior learning, never renewed that way")
    )
    source = models.ForeignKey(
        "cascade.Session",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="formed",
        help_text=_("The session it was earned in; none by appointment"),
    )
    from_on = models.DateField()
    until_on = models.DateField()

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-level", "family"]
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        constraints = [
            models.UniqueConstraint(
                "person", "level", "family", "territory", "major_version", "from_on", name="accreditation_once"
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="accreditation_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(by_appointment=False) | Q(source=None), name="appointed_without_a_source"
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.get_level_display()} · {self.family}"


class AccreditationMove(models.Model):
    """Who moved it, when and why. The table of moves in cascade/accreditation.py is the only way."""

    accreditation = models.ForeignKey(Accreditation, models.PROTECT, related_name="moves")
    was = models.CharField(max_length=12, blank=True)
    became = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["accreditation", "pk"]
