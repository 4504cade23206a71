"""Six purposes, each asked alone and off at first. A consent keeps the text's version and the language it was read in.

Giving twice changes nothing; withdrawing keeps the row with its end, so that both acts stay known. The training
record needs no consent (it rests on the employment and training relation), the directory does.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from people.models import Consent
from people.policy import default
from people.trilingual import tongue


class UnknownPurpose(KeyError):
    """Not one of the six."""


@dataclass(frozen=True)
class Purpose:
    code: str
    texts: dict[str, str]

    @property
    def text(self) -> str:
        return self.texts[tongue()]

    def version(self, language: str) -> str:
        """Changes with every letter of the text."""
        return hashlib.sha256(self.texts[language].encode()).hexdigest()[:12]


def purposes() -> list[Purpose]:
    return [Purpose(item["code"], item["text"]) for item in default("privacy.purposes")]


def _purpose(code: str) -> Purpose:
    for purpose in purposes():
        if purpose.code == code:
            return purpose
    raise UnknownPurpose(code)


def give(person, purpose: str, *, language: str, at: datetime) -> Consent:
    wanted = _purpose(purpose)
    in_force = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
    if known := in_force.first():
        return known
    try:
        with transaction.atomic():
            return Consent.objects.create(
                person=person, purpose=purpose, text_version=wanted.version(language), language=language, given_at=at
            )
    except IntegrityError:  # two taps at once: the first one holds
        return in_force.get()


def withdraw(person, purpose: str, *, at: datetime) -> None:
    _purpose(purpose)
    Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)


def has(person, purpose: str) -> bool:
    _purpose(purpose)
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists()


def in_force(person) -> dict[str, Consent]:
    return {c.purpose: c for c in Consent.objects.filter(person=person, withdrawn_at=None)}
