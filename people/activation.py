"""First entry: a person without a password gets a one-time code on paper, or a link by e-mail, and chooses one.

A code is eight letters and digits without those that look alike, known only to the paper it is printed on: we keep
a keyed digest. One code is open per person; a new one ends the old. It ends by use, by time (policy
``accounts.activation_code_days``) or by failures (``accounts.activation_code_failures``); then only a new slip
helps. A link holds a signature over the password as it was, so it ends with the first password chosen.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac

from people.models import ActivationCode, User
from people.policy import policy
from people.signing_in import find

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L
LENGTH = 8
SALT = "people.activation"


class NotAdmitted(Exception):
    """``code`` is one of: unknown, expired, locked."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Slip:
    """What is printed for one person; the only place where the code is readable."""

    person: User
    code: str
    expires_at: datetime

    @property
    def shown(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"


def issue(people, *, at: datetime) -> list[Slip]:
    """New codes for these people; their older ones end."""
    days = policy("accounts.activation_code_days", on=timezone.localdate(at))
    slips = [
        Slip(p, "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)), at + timedelta(days=days)) for p in people
    ]
    with transaction.atomic():
        ActivationCode.objects.filter(person__in=[slip.person for slip in slips], used_at=None).delete()
        ActivationCode.objects.bulk_create(
            [
                ActivationCode(person=s.person, digest=digest(s.person, s.code), made_at=at, expires_at=s.expires_at)
                for s in slips
            ]
        )
    return slips


def digest(person, code: str) -> str:
    return salted_hmac(SALT, f"{person.pk}:{code}", algorithm="sha256").hexdigest()


def plain(text: str) -> str:
    """A code as typed: spaces, hyphens and small letters do not matter."""
    return "".join(c for c in text.upper() if c in ALPHABET)


def admit(identifier: str, code: str, *, at: datetime) -> User:
    """The person this code opens the door to. A wrong code counts against the open one; nothing is used up yet."""
    person = find(identifier)
    open_code = ActivationCode.objects.filter(person=person, used_at=None).first() if person else None
    if open_code is None or not person.is_active:
        raise NotAdmitted("unknown")
    limit = policy("accounts.activation_code_failures", on=timezone.localdate(at))
    if open_code.failures >= limit:
        raise NotAdmitted("locked")
    if not constant_time_compare(open_code.digest, digest(person, plain(code))):
        ActivationCode.objects.filter(pk=open_code.pk).update(failures=F("failures") + 1)
        raise NotAdmitted("locked" if open_code.failures + 1 >= limit else "unknown")
    if open_code.expires_at <= at:
        raise NotAdmitted("expired")
    return person


def activate(person, password: str, *, at: datetime) -> None:
    """Set the first password and use the code up, together."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        ActivationCode.objects.filter(person=person, used_at=None).update(used_at=at)


def link(person) -> str:
    """An address that lets this person choose a password, for a message only they receive."""
    token = signing.dumps({"person": str(person.public_id), "was": _password_mark(person)}, salt=SALT, compress=False)
    with translation.override(person.language):
        return settings.SITE_URL + reverse("people:activation-link", args=[token])


def admit_by_link(token: str, *, at: datetime) -> User:
    days = policy("accounts.activation_code_days", on=timezone.localdate(at))
    try:
        says = signing.loads(token, salt=SALT, max_age=timedelta(days=days))
    except signing.SignatureExpired as late:
        raise NotAdmitted("expired") from late
    except signing.BadSignature as forged:
        raise NotAdmitted("unknown") from forged
    person = User.objects.filter(public_id=says["person"], is_active=True).first()
    if person is None or says["was"] != _password_mark(person):
        raise NotAdmitted("unknown")
    return person


def _password_mark(person) -> str:
    return salted_hmac(SALT, person.password).hexdigest()[:16]
