"""The ledger: a chain of entries to which one can only add. The database refuses the rest (0002_ledger_append_only).

Whoever alters this table later must put its triggers back: SQLite rebuilds a table to change it and drops them.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification.models.awarded import Certificate


class LedgerEntry(models.Model):
    class Event(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("event of a certificate", "Issued")
        RENEWED = "renewed", pgettext_lazy("event of a certificate", "Issued as a renewal")
        SUSPENDED = "suspended", pgettext_lazy("event of a certificate", "Suspended")
        REINSTATED = "reinstated", pgettext_lazy("event of a certificate", "In force again")
        REVOKED = "revoked", pgettext_lazy("event of a certificate", "Withdrawn")
        SUPERSEDED = "superseded", pgettext_lazy("event of a certificate", "Replaced by a newer one")
        CORRECTED = "corrected", pgettext_lazy("event of a certificate", "Wording corrected")

    class Grounds(models.TextChoices):
        """Why, in words that may be shown to anybody."""

        NONE = "", "—"
        IDENTITY = "identity", _("Error about who the holder is")
        ISSUED_IN_ERROR = "error", _("Issued by mistake")
        CONDITIONS = "conditions", _("The conditions were not met")
        FRAUD = "fraud", _("Obtained by deception")
        CONDUCT = "conduct", _("Serious breach of professional conduct")
        REQUEST = "request", _("At the holder's request")

    position = models.PositiveBigIntegerField(primary_key=True)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, to_field="number", db_column="number", db_constraint=False, related_name="entries"
    )
    event = models.CharField(max_length=12, choices=Event)
    grounds = models.CharField(max_length=12, choices=Grounds, blank=True, default="")
    from_on = models.DateField(help_text="The day from which it counts")
    at = models.DateTimeField(help_text="When it was written")
    digest = models.CharField(max_length=64, help_text="Salted digest of the statement in force")
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")

    def __str__(self):
        return f"{self.position} {self.certificate_id} {self.event}"


class EntryNote(models.Model):
    """Who did it and why, in full. Outside the chain, because it may name people and then must be forgettable."""

    entry = models.OneToOneField(LedgerEntry, models.CASCADE, related_name="note", db_constraint=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
