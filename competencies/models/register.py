import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Institution

ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"  # no vowels, nothing read twice: 27**8 > 2**38


def listing_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _i in range(8))


class Listing(models.Model):
    """A person of the register without a name. The code is drawn by lot: it says nothing and cannot be guessed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="listing")
    code = models.CharField(max_length=12, unique=True, default=listing_code)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"


class ContactRequest(models.Model):
    """An officer asks a listed person to be named to them. See competencies/contact.py for its life."""

    class State(models.TextChoices):
        ASKED = "asked", _("Awaiting an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")
        EXPIRED = "expired", _("No answer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_requests")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contacts_asked")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", help_text=_("Empty when the Centre asks")
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    expires_on = models.DateField(help_text=_("The last day to answer"))
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "asker"], condition=Q(state="asked"), name="one_open_contact_request_per_asker"
            ),
            models.CheckConstraint(condition=~Q(person=F("asker")), name="nobody_asks_themself"),
            models.CheckConstraint(condition=~Q(reason=""), name="contact_needs_a_reason"),
        ]

    def __str__(self):
        return f"{self.pk} {self.state}"
