"""Asking a trainer at a lesson, answering, and keeping the talk decent.

The asker and the addressees write; whoever may read the lesson reads. Names are shown, never addresses. An addressee may
hide a message with a reason and show it again; any reader may report one, once, and the addressees are told.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from courses.study.models import Addressee, Message, Report
from people.notices import notify, notify_many

LONGEST = 3_000  # letters of a message


class NobodyAnswers(Exception):
    """This lesson has no trainer and no author to ask."""


class NotYours(Exception):
    """This person may not do that here."""


class Empty(ValueError):
    """Nothing was written."""


def _text(text: str) -> str:
    if not (text := text.replace("\r\n", "\n").strip()):
        raise Empty
    return text[:LONGEST]


def _write(person, key: UUID, **says) -> tuple[Message, bool]:
    try:
        with transaction.atomic():
            return Message.objects.get_or_create(person=person, key=key, defaults=says)
    except IntegrityError:  # pressed twice at once
        return Message.objects.get(person=person, key=key), False


@transaction.atomic
def ask(person, activity: UUID, text: str, *, to: Iterable, key: UUID, at: datetime, lesson: dict) -> Message:
    """``lesson``: titles and address of what is asked about, for the notice."""
    addressees = {one.pk: one for one in to if one.pk != person.pk}
    if not addressees:
        raise NobodyAnswers(activity)
    question, made = _write(person, key, activity=activity, text=_text(text), at=at)
    if made:
        Addressee.objects.bulk_create([Addressee(question=question, person=one) for one in addressees.values()])
        _tell(addressees.values(), "question_asked", question, question, lesson)
    return question


@transaction.atomic
def reply(person, question: Message, text: str, *, key: UUID, at: datetime, lesson: dict) -> Message:
    if not may_reply(person, question):
        raise NotYours(person.pk)
    message, made = _write(person, key, question=question, activity=question.activity, text=_text(text), at=at)
    if made:
        others = {one.person_id: one.person for one in question.addressees.select_related("person")}
        if person.pk == question.person_id:
            _tell(others.values(), "question_asked", question, message, lesson)
        else:
            notify(
                question.person, "question_answered", key=f"question-answered:{message.pk}", **_says(question, lesson)
            )
    return message


def _says(question, lesson) -> dict:
    return {"question": question.pk, **lesson}


def _tell(people, kind, question, message, lesson) -> None:
    notify_many(
        people,
        kind,
        key=lambda person: f"{kind.replace('_', '-')}:{message.pk}:{person.pk}",
        says=lambda person: _says(question, lesson),
    )


def is_addressee(person, question: Message) -> bool:
    return any(one.person_id == person.pk for one in question.addressees.all())


def may_reply(person, question: Message) -> bool:
    if question.person_id == person.pk:
        return question.hidden_at is None
    return is_addressee(person, question)


def may_moderate(person, message: Message) -> bool:
    return is_addressee(person, message.question or message)


def hide(message: Message, *, by, why: str, at: datetime) -> bool:
    """Take a message out of sight, with the reason its writer reads; what was reported is settled."""
    if not may_moderate(by, message):
        raise NotYours(by.pk)
    if not why.strip():
        raise Empty
    Report.objects.filter(message=message, settled_at=None).update(settled_at=at)
    held = Message.objects.filter(pk=message.pk, hidden_at=None)
    return bool(held.update(hidden_at=at, hidden_by=by, hidden_why=why.strip()[:300]))


def show(message: Message, *, by, at: datetime) -> bool:
    """Bring it back, or say that what was reported is in order."""
    if not may_moderate(by, message):
        raise NotYours(by.pk)
    settled = Report.objects.filter(message=message, settled_at=None).update(settled_at=at)
    held = Message.objects.filter(pk=message.pk).exclude(hidden_at=None)
    return bool(held.update(hidden_at=None, hidden_by=None, hidden_why="")) or bool(settled)


@transaction.atomic
def report(message: Message, *, by, at: datetime, lesson: dict) -> bool:
    """Once each; reporting one's own message changes nothing."""
    if message.person_id == by.pk:
        return False
    _report, made = Report.objects.get_or_create(message=message, person=by, defaults={"at": at})
    if made:
        question = message.question or message
        others = [one.person for one in question.addressees.select_related("person")]
        notify_many(
            others,
            "message_reported",
            key=lambda person: f"message-reported:{message.pk}:{person.pk}",
            says=lambda person: _says(question, lesson),
        )
    return made


def threads_at(activity: UUID, reader) -> list[Message]:
    """The questions at an activity that this reader may see, with their replies, the latest first."""
    seen = Q(hidden_at=None) | Q(person=reader) | Q(addressees__person=reader)
    questions = Message.objects.questions().filter(seen, activity=activity).distinct()
    return list(with_talk(questions.order_by("-at")))


def with_talk(questions):
    return questions.select_related("person").prefetch_related(
        "replies__person", "addressees", "replies__reports", "reports"
    )


def waiting_for(person):
    """Questions addressed to this person; ``is_answered``: an addressee has replied."""
    answers = Message.objects.filter(question=OuterRef("pk"), person__addressed_messages__question=OuterRef("pk"))
    questions = Message.objects.addressed_to(person).annotate(is_answered=Exists(answers))
    return questions.select_related("person").order_by("is_answered", "-at")


def owed_by(person) -> int:
    """How many questions addressed to them nobody has answered, and messages reported that nobody looked at."""
    unanswered = waiting_for(person).filter(is_answered=False, hidden_at=None).count()
    mine = Q(message__addressees__person=person) | Q(message__question__addressees__person=person)
    reported = Report.objects.filter(mine, settled_at=None).values("message").distinct().count()
    return unanswered + reported
