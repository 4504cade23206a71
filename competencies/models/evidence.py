from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.models.framework import HIGHEST, LOWEST, Competency, level_field
from competencies.querysets import MarkQuerySet


class Mark(models.Model):
    """A person has a competency at a level, and this is how we know. Written once by ``competencies.evidence``."""

    class Kind(models.TextChoices):
        DECLARED = "declared", _("Declared")
        ENDORSED = "endorsed", _("Endorsed")
        ASSESSED = "assessed", _("Assessed")
        CERTIFIED = "certified", _("Certified")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="marks")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="marks")
    level = level_field()
    kind = models.CharField(_("proof"), max_length=10, choices=Kind)
    source = models.CharField(_("source"), max_length=120, help_text=_("What it rests on, e.g. certificate:TKW-…"))
    given_on = models.DateField(_("given on"))
    until = models.DateField(_("until"), help_text=_("The last day it counts"))
    retracted_on = models.DateField(
        _("retracted on"), null=True, blank=True, help_text=_("Counts no more from this day")
    )
    retracted_because = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(fields=["source", "competency"], name="mark_once_per_source_and_competency"),
            models.CheckConstraint(condition=Q(level__gte=LOWEST, level__lte=HIGHEST), name="mark_level_1_to_5"),
            models.CheckConstraint(condition=Q(until__gte=F("given_on")), name="mark_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(retracted_on=None) | ~Q(retracted_because=""), name="mark_retracted_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["competency", "level", "until"]), models.Index(fields=["person", "competency"])]

    def __str__(self):
        return f"{self.competency.code} {self.level} {self.kind}"

    def is_in_force(self, *, on) -> bool:
        return self.given_on <= on <= self.until and (self.retracted_on is None or on < self.retracted_on)

    @property
    def ends_on(self):
        """The day from which it counts no more, if retracted; else its last day."""
        return min(self.retracted_on or self.until, self.until)
