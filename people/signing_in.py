"""Who is at the door? One field takes an e-mail, a phone number or a staff number."""

import phonenumbers
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from people.prepared import prepared
from people.registry import asked_with_person

COUNTRY = "MA"


def phone_of(text: str) -> str | None:
    """E.164 of a number written the Moroccan or the international way; ``None`` when it is not one."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def find(identifier: str):
    """The person that goes by this identifier, or ``None``."""
    people = get_user_model().objects
    identifier = identifier.strip()
    if "@" in identifier:
        return people.filter(email__iexact=identifier).first()
    return people.filter(username__iexact=identifier).first() or (
        people.filter(phone=phone).first() if (phone := phone_of(identifier)) else None
    )


class PersonOfRequest:
    """Reads the person of a request with what every page asks about them, in one question and for that request alone."""

    def get_user(self, user_id):
        person = _person_of_request.first(user_id=user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


@prepared
def _person_of_request(user_id):
    asked = {name: expression() for name, expression in asked_with_person.items()}
    return get_user_model().objects.filter(pk=user_id).annotate(**asked)


class IdentifierBackend(PersonOfRequest, ModelBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        person = find(username)
        if person is None:
            get_user_model()().set_password(password)  # the same time for a stranger as for a person
            return None
        if person.check_password(password) and self.user_can_authenticate(person):
            return person
        return None


class AccountBackend(PersonOfRequest, AuthenticationBackend):
    """Allauth's own ways in: a forgotten password, a code."""


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts come from institutions, not from the door."""
        return False
