"""How an officer comes to know a name.

asked > accepted, refused or expired. Only the person moves it, and only while it may still be answered; nobody is
asked why. After *accepted* the asker, and nobody else, sees name, phone and e-mail, for as long as the person stays
listed. To the asker a refusal and a silence look the same, and the profile shows neither.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from competencies.models import ContactRequest
from competencies.search import PURPOSE, may_search
from people import consent
from people.models import Charge
from people.notices import notify
from people.policy import policy

State = ContactRequest.State
FROM = {
    State.ACCEPTED: {State.ASKED},
    State.REFUSED: {State.ASKED},
    State.EXPIRED: {State.ASKED},
}


class ImpossibleMove(Exception):
    """The request is not in a state that allows this."""


class MayNotAsk(Exception):
    """This person may not be asked by that officer."""


class TooSoon(Exception):
    """The same officer asked the same person not long ago."""

    def __init__(self, again_on: date):
        self.again_on = again_on
        super().__init__(again_on.isoformat())


def again_on(request: ContactRequest, *, on: date) -> date:
    """From which day the asker may ask the same person again."""
    return timezone.localdate(request.asked_at) + timedelta(days=policy("register.ask_again_days", on=on))


def ask(asker, person, *, reason: str, at: datetime) -> ContactRequest:
    """Ask once: the same question while it is open gives the first request, unchanged."""
    on = timezone.localdate(at)
    if asker.pk == person.pk or not may_search(asker, on=on) or not consent.has(person, PURPOSE):
        raise MayNotAsk
    if not reason.strip():
        raise ValueError("a reason is asked")
    close_expired(on=on, person=person)
    last = ContactRequest.objects.filter(asker=asker, person=person).first()
    if last and last.state == State.ASKED:
        return last
    if last and on < (day := again_on(last, on=on)):
        raise TooSoon(day)
    expires_on = on + timedelta(days=policy("register.contact_answer_days", on=on))
    institution = _institution_of(asker, on=on)
    try:
        with transaction.atomic():
            request = ContactRequest.objects.create(
                person=person,
                asker=asker,
                institution=institution,
                reason=reason.strip(),
                asked_at=at,
                expires_on=expires_on,
            )
            notify(
                person, "contact_asked", key=f"contact:{request.pk}:asked", request=str(request.pk), **_says(request)
            )
    except IntegrityError:  # asked twice at once
        return ContactRequest.objects.get(asker=asker, person=person, state=State.ASKED)
    return request


def answer(request: ContactRequest, *, yes: bool, at: datetime) -> None:
    """The person's word. Saying the same again changes nothing; saying otherwise afterwards is refused."""
    to = State.ACCEPTED if yes else State.REFUSED
    if request.state == to:
        return
    if yes and not consent.has(request.person, PURPOSE):
        raise ImpossibleMove("the person is not listed")
    with transaction.atomic():
        move(request, to, at=at)
        if yes:
            notify(request.asker, "contact_accepted", key=f"contact:{request.pk}:accepted", request=str(request.pk))


def move(request: ContactRequest, to: State, *, at: datetime) -> None:
    """If two people press at once, the database lets one of them through."""
    held = ContactRequest.objects.filter(pk=request.pk, state__in=FROM.get(to, ()))
    if to != State.EXPIRED:
        held = held.filter(expires_on__gte=timezone.localdate(at))
    if not held.update(state=to, answered_at=None if to == State.EXPIRED else at):
        raise ImpossibleMove(f"contact request {request.pk} to {to}")
    request.state = to


def close_expired(*, on: date, person=None) -> int:
    """What was not answered in time; run every day, and before asking again."""
    late = ContactRequest.objects.filter(state__in=FROM[State.EXPIRED], expires_on__lt=on)
    if person is not None:
        late = late.filter(person=person)
    return late.update(state=State.EXPIRED)


def is_named(request: ContactRequest) -> bool:
    """May its asker see who it is?"""
    return request.state == State.ACCEPTED and consent.has(request.person, PURPOSE)


def _institution_of(asker, *, on: date):
    charge = asker.charges.in_force(on=on).filter(role=Charge.Role.HR_OFFICER).select_related("institution").first()
    return charge and charge.institution


def _says(request: ContactRequest) -> dict[str, str]:
    """For the notice, in the person's own language."""
    with translation.override(request.person.language):
        where = request.institution.name if request.institution else ""
        return {"asker": request.asker.name, "institution": where, "reason": request.reason}
