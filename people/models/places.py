from django.db import models
from django.utils.translation import gettext_lazy as _

from people.trilingual import Named, said


class Territory(Named):
    """The nation, a region or a province, on one materialised path: ``MA``, ``MA/09``, ``MA/09/541``."""

    class Kind(models.TextChoices):
        NATION = "nation", _("Country")
        REGION = "region", _("Region")
        PROVINCE = "province", _("Province or prefecture")

    path = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=10, unique=True, help_text=_("HCP geographic code"))
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name_zgh = models.CharField(max_length=200, blank=True, help_text=_("Tifinagh, only when its certainty is not low"))
    seat = models.JSONField(default=dict, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    spellings = models.JSONField(default=list, blank=True, help_text=_("Other ways this place is written"))
    neighbours = models.JSONField(default=list, blank=True, help_text=_("Codes of neighbouring regions"))

    class Meta:
        ordering = ["path"]
        verbose_name = _("territory")
        verbose_name_plural = _("territories")

    def covers(self, other: "Territory") -> bool:
        return other.path == self.path or other.path.startswith(self.path + "/")


class Institution(Named):
    code = models.CharField(max_length=40, unique=True)
    short = models.CharField(
        max_length=24, unique=True, help_text=_("Begins staff numbers, e.g. ALAMANA in ALAMANA-01234")
    )
    type = models.CharField(max_length=40)
    status = models.CharField(max_length=40, blank=True)
    acronym = models.CharField(max_length=60, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    seat = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class InstitutionName(Named):
    """A name an institution had before its present one."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="former_names")
    from_on = models.CharField(max_length=10, blank=True, help_text=_("Year or date; empty when not known"))
    to_on = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["institution", "from_on"]


class Branch(Named):
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="branches")
    code = models.CharField(max_length=30)
    province = models.ForeignKey(Territory, models.PROTECT, related_name="branches")

    class Meta:
        ordering = ["institution", "code"]
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        constraints = [models.UniqueConstraint(fields=["institution", "code"], name="branch_code_once_per_institution")]


class JobProfile(Named):
    class Kind(models.TextChoices):
        JOB = "job", _("Job")
        ROLE = "accreditation_role", _("Accreditation role")

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.JOB)
    purpose_ar = models.TextField(blank=True)
    purpose_fr = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    isco08_codes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("job profile")
        verbose_name_plural = _("job profiles")

    @property
    def purpose(self) -> str:
        return said(self, "purpose")


class Sector(Named):
    code = models.CharField(max_length=10, unique=True)
    group = models.CharField(max_length=10)
    group_name_ar = models.CharField(max_length=100)
    group_name_fr = models.CharField(max_length=100)
    group_name_en = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
