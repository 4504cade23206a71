"""What is earned, by what rule, and on what evidence."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.querysets import CertificateQuerySet, SchemeQuerySet
from people.trilingual import Named


class Scheme(Named):
    """The rule by which a course gives a certificate, from a day on. A change makes a new version."""

    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="schemes", verbose_name=_("course"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    from_on = models.DateField(_("from"))
    validity_months = models.PositiveSmallIntegerField(_("valid for (months)"))
    pass_mark_pct = models.PositiveSmallIntegerField(_("pass mark (%)"))
    min_attendance_pct = models.PositiveSmallIntegerField(
        _("least attendance (%)"),
        null=True,
        blank=True,
        help_text=_("Over live and in-person hours; empty when the course has none"),
    )

    objects = SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-version"]
        verbose_name = _("certificate rule")
        verbose_name_plural = _("certificate rules")
        constraints = [
            models.UniqueConstraint(fields=["course", "version"], name="scheme_version_once"),
            models.CheckConstraint(condition=Q(validity_months__gte=1), name="scheme_valid_a_month_at_least"),
            models.CheckConstraint(
                condition=Q(pass_mark_pct__lte=100) & (Q(min_attendance_pct=None) | Q(min_attendance_pct__lte=100)),
                name="scheme_shares_are_shares",
            ),
        ]


class Certificate(models.Model):
    """A number given to a person for one cycle of a scheme. Its state is read, never typed: see states.py."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", verbose_name=_("holder")
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="certificates", verbose_name=_("certificate rule"))
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1, help_text=_("1 = first issue, 2 = first renewal"))
    number = models.CharField(_("number"), max_length=13, unique=True)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), help_text=_("The last day on which it is in force"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["person", "scheme", "cycle"], name="certificate_once_a_cycle"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("issued_on")), name="certificate_ends_after_issue"),
        ]

    def __str__(self):
        return self.number


def new_salt() -> str:
    return secrets.token_hex(16)


class CertificateStatement(models.Model):
    """What a certificate says, frozen. A correction adds a version; the newest is what the certificate says now.

    Apart from the ledger, so that a person can be forgotten: without the salt, the digest that the ledger keeps
    tells nothing about anybody.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="statements")
    version = models.PositiveSmallIntegerField(default=1)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    says = models.JSONField()
    salt = models.CharField(max_length=32, default=new_salt)

    class Meta:
        ordering = ["certificate", "version"]
        constraints = [models.UniqueConstraint(fields=["certificate", "version"], name="statement_version_once")]


class Attendance(models.Model):
    """How much of the live and in-person hours a person was present for, as one source has said."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="attendances")
    source = models.CharField(max_length=80, help_text="session:<id>")
    share_pct = models.PositiveSmallIntegerField()
    held_on = models.DateField()

    class Meta:
        ordering = ["person", "-held_on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "source"], name="attendance_once_a_source"),
            models.CheckConstraint(condition=Q(share_pct__lte=100), name="attendance_is_a_share"),
        ]


class PriorLearning(models.Model):
    """What somebody learnt before, or elsewhere, taken in place of a prerequisite. It gives no certificate."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="prior_learning", verbose_name=_("person")
    )
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="+", verbose_name=_("course"))
    from_on = models.DateField(_("from"))
    reason = models.TextField(_("what proves it"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["person", "course"]
        verbose_name = _("prior learning")
        verbose_name_plural = _("prior learning")
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="prior_learning_once")]
