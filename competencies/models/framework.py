from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import JobProfile
from people.trilingual import Named, said

LOWEST, HIGHEST = 1, 5  # levels; SFIA-like, the framework's own


def level_field():
    return models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )


class Level(Named):
    """What a level means in any competency."""

    level = models.PositiveSmallIntegerField(_("level"), unique=True)
    descriptor_ar = models.TextField()
    descriptor_fr = models.TextField()
    descriptor_en = models.TextField()

    class Meta:
        ordering = ["level"]
        verbose_name = _("level")
        verbose_name_plural = _("levels")

    @property
    def descriptor(self) -> str:
        return said(self, "descriptor")


class Domain(Named):
    code = models.CharField(_("code"), max_length=10, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("domain")
        verbose_name_plural = _("domains")


class Indicator(models.Model):
    """What one sees a person do at a level."""

    level = level_field()
    text_ar = models.TextField(_("text in Arabic"))
    text_fr = models.TextField(_("text in French"))
    text_en = models.TextField(_("text in English"))

    class Meta:
        abstract = True
        ordering = ["level"]

    @property
    def text(self) -> str:
        return said(self, "text")


class DomainIndicator(Indicator):
    domain = models.ForeignKey(Domain, models.CASCADE, related_name="indicators")

    class Meta(Indicator.Meta):
        verbose_name = _("indicator of a domain")
        verbose_name_plural = _("indicators of domains")
        constraints = [models.UniqueConstraint(fields=["domain", "level"], name="domain_indicator_once_a_level")]


class Competency(Named):
    code = models.CharField(_("code"), max_length=10, unique=True)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="competencies", verbose_name=_("domain"))
    definition_ar = models.TextField(_("definition in Arabic"))
    definition_fr = models.TextField(_("definition in French"))
    definition_en = models.TextField(_("definition in English"))
    critical = models.BooleanField(
        _("critical"), default=False, help_text=_("A lack exposes clients, funds or the licence")
    )
    certified_validity_months = models.PositiveSmallIntegerField(_("months a certified mark lasts"))
    accepted_evidence = models.JSONField(_("accepted evidence"), default=list, blank=True)

    class Meta:
        ordering = ["domain__position", "code"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def definition(self) -> str:
        return said(self, "definition")


class CompetencyLevel(Indicator):
    """A competency's own indicator, in place of its domain's; none at first."""

    competency = models.ForeignKey(Competency, models.CASCADE, related_name="levels")

    class Meta(Indicator.Meta):
        verbose_name = _("indicator of a competency")
        verbose_name_plural = _("indicators of competencies")
        constraints = [models.UniqueConstraint(fields=["competency", "level"], name="competency_level_once")]


class Requirement(models.Model):
    """The level a job profile asks for. ``must``: only an assessed or certified mark in force meets it."""

    profile = models.ForeignKey(JobProfile, models.CASCADE, related_name="requirements", verbose_name=_("job profile"))
    competency = models.ForeignKey(
        Competency, models.PROTECT, related_name="requirements", verbose_name=_("competency")
    )
    level = level_field()
    must = models.BooleanField(_("required to be fully in post"), default=False)

    class Meta:
        ordering = ["profile", "competency__domain__position", "competency__code"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(fields=["profile", "competency"], name="requirement_once_per_profile"),
            models.CheckConstraint(condition=Q(level__gte=LOWEST, level__lte=HIGHEST), name="requirement_level_1_to_5"),
        ]

    def __str__(self):
        return f"{self.profile.code}: {self.competency.code} {self.level}"
