"""Writing down what a learner did.

Every go at an activity is an attempt with a number of its own; none is overwritten. What the browser reports is
practice: it passes lessons and interactive activities, never an exam. An exam is recorded on the server's word
when the fact ``exam.marked`` comes. The same statement sent twice counts once.

Callers hold the enrolment's row (``select_for_update``) in their transaction.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Subquery
from django.utils.dateparse import parse_datetime

from courses.models import Activity, ActivityState, Attempt, Course, Enrolment, ItemAnswer, Pass, SyllabusItem, Trust
from courses.progress import Progress
from courses.xapi.statements import Statement
from people.facts import announce
from people.prepared import prepared

STRENGTH = {Trust.BROWSER: 0, Trust.SERVER: 1, Trust.OBSERVED: 2}
LONGEST = timedelta(hours=24).total_seconds()  # a player that claims more left its tab open


class NotInCourse(Exception):
    """The course does not ask for this activity."""


class NotPractice(Exception):
    """A browser may not report this activity."""


def record(
    enrolment: Enrolment, activity_id: UUID, statement: Statement, *, language: str, at: datetime
) -> Attempt | None:
    """Write down a statement of the learner's browser.

    None = the statement was known already or tells nothing worth keeping.
    """
    step = _look(enrolment, activity_id, statement.key)
    if step.activity.kind != Activity.Kind.H5P:
        raise NotPractice(step.activity_id)
    if step.seen or step.item_seen or not (statement.ends or statement.item):
        return None
    attempt = _attempt(enrolment, step, language=language, at=at)
    if statement.item:
        _answer(attempt, statement, at=at)
        return attempt
    attempt.score, attempt.passed = statement.score, statement.passed
    attempt.seconds = None if statement.seconds is None else int(min(statement.seconds, LONGEST))
    attempt.key, attempt.ended_at = statement.key, at
    attempt.save()
    if statement.passed is not False:
        _pass(enrolment, step, trust=Trust.BROWSER, at=at)
    return attempt


def read(enrolment: Enrolment, activity_id: UUID, *, language: str, at: datetime) -> Attempt | None:
    """The learner came to the end of a lesson and said so. None = they had said so before."""
    step = _look(enrolment, activity_id)
    if step.activity.kind != Activity.Kind.LESSON:
        raise NotPractice(step.activity_id)
    if step.passed:
        return None
    attempt = _attempt(enrolment, step, language=language, at=at)
    attempt.passed, attempt.ended_at = True, at
    attempt.save()
    _pass(enrolment, step, trust=Trust.BROWSER, at=at)
    return attempt


@transaction.atomic
def record_exam(says: dict) -> Attempt | None:
    """Write down a marked sitting (fact ``exam.marked``). None = the exam belongs to no course the person is in."""
    held = Enrolment.objects.joined().select_for_update(of=("self",))
    enrolment = held.filter(learner=says["person"], course__activities=says["blueprint"]).first()
    if enrolment is None:
        return None
    key = f"sitting:{says['sitting']}"
    try:
        step = _look(enrolment, UUID(str(says["blueprint"])), key)
    except NotInCourse:
        return None
    if step.seen:
        return None
    at = parse_datetime(says["at"]) if isinstance(says["at"], str) else says["at"]
    language = enrolment.learner.language
    attempt = _attempt(enrolment, step, language=language, at=at, trust=Trust.SERVER)
    attempt.score, attempt.passed = round(float(says["score_pct"]) / 100, 4), bool(says["passed"])
    attempt.key, attempt.ended_at = key, at
    attempt.save()
    if attempt.passed:
        _pass(enrolment, step, trust=Trust.SERVER, at=at)
    return attempt


def record_observed(
    enrolment: Enrolment, activity_id: UUID, *, key: str, score: float | None, passed: bool, language: str, version: int,
    began_at: datetime, at: datetime,
) -> Attempt | None:  # fmt: skip
    """Write down what a person said of a learner's work. None = known already."""
    step = _look(enrolment, activity_id, key)
    if step.activity.kind != Activity.Kind.ASSIGNMENT:
        raise NotPractice(step.activity_id)
    if step.seen:
        return None
    attempt = _attempt(enrolment, step, language=language, at=began_at, trust=Trust.OBSERVED)
    attempt.score, attempt.passed, attempt.content_version = score, passed, version
    attempt.key, attempt.ended_at = key, at
    attempt.save()
    if passed:
        _pass(enrolment, step, trust=Trust.OBSERVED, at=at, version=version)
    return attempt


def keep_place(enrolment: Enrolment, activity_id: UUID, *, at: datetime) -> None:
    """Remember the lesson last opened, so that the learner goes on there."""
    Enrolment.objects.filter(pk=enrolment.pk).update(last_activity=activity_id, last_at=at)


def save_state(enrolment: Enrolment, activity_id: UUID, *, language: str, content: UUID, data: str) -> None:
    """Keep where a player was left."""
    ActivityState.objects.update_or_create(
        enrolment=enrolment, activity_id=activity_id, language=language, defaults={"content": content, "data": data}
    )


def _look(enrolment, activity_id, key: str = "") -> SyllabusItem:
    """The item in question, with what is known of it and how far the learner has come, in one query."""
    step = _steps.first(enrolment=enrolment, course=enrolment.course_id, activity=activity_id, key=key)
    if step is None:
        raise NotInCourse(activity_id)
    return step


@prepared
def _steps(enrolment, course, activity, key):
    attempts = Attempt.objects.filter(enrolment=enrolment, activity=activity).order_by()
    answers = ItemAnswer.objects.filter(attempt__enrolment=enrolment, attempt__activity=activity, key=key)
    progress = Enrolment.objects.filter(pk=enrolment).with_progress()
    return (
        SyllabusItem.objects.filter(course=course, activity=activity)
        .select_related("activity")
        .annotate(
            passed=Exists(Pass.objects.present().filter(enrolment=enrolment, activity=activity)),
            attempts=Subquery(attempts.order_by("-number").values("number")[:1]),
            under_way=Subquery(attempts.filter(ended_at=None).values("pk")[:1]),
            seen=Exists(attempts.filter(key=key).exclude(key="")),
            item_seen=Exists(answers),
            asked=Subquery(progress.values("asked")),
            done=Subquery(progress.values("done")),
        )
    )


def _attempt(enrolment, step, *, language, at, trust=Trust.BROWSER) -> Attempt:
    """The attempt under way, or the next one; not saved when it is new and about to end."""
    if step.under_way:
        return Attempt.objects.get(pk=step.under_way)
    return Attempt(
        enrolment=enrolment,
        activity=step.activity,
        number=(step.attempts or 0) + 1,
        began_at=at,
        trust=trust,
        content_version=step.activity.version,
        language=language,
    )


def _answer(attempt, statement, *, at) -> None:
    if attempt.pk is None:
        attempt.save()
    ItemAnswer.objects.bulk_create(
        [
            ItemAnswer(
                attempt=attempt, item=statement.item, interaction=statement.interaction, response=statement.response,
                expected=list(statement.expected), score=statement.score, passed=statement.passed, at=at, key=statement.key,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _pass(enrolment, step, *, trust, at, version: int | None = None) -> None:
    """``version``: of the content that was done; None = the present one."""
    version = version or step.activity.version
    done = Pass.objects.filter(enrolment=enrolment, activity=step.activity_id, content_version=version)
    if step.passed or (version != step.activity.version and done.exists()):
        weaker = [word for word, strength in STRENGTH.items() if strength < STRENGTH[trust]]
        if weaker:
            done.filter(trust__in=weaker).update(trust=trust)
        return
    Pass.objects.create(enrolment=enrolment, activity=step.activity, content_version=version, trust=trust, at=at)
    if version != step.activity.version:
        return
    if trust != Trust.BROWSER:
        announce(
            "course.activity_passed", enrolment=enrolment.pk, activity=str(step.activity_id),
            person=enrolment.learner_id, course=_code(enrolment), trust=str(trust),
        )  # fmt: skip
    if Progress(step.done + step.required, step.asked).is_complete:
        _finish(enrolment, at=at)


def _finish(enrolment, *, at) -> None:
    """Once per enrolment: the database lets one of two through."""
    held = Enrolment.objects.open().filter(pk=enrolment.pk)
    if held.update(state=Enrolment.State.FINISHED, finished_at=at):
        announce("course.finished", enrolment=enrolment.pk, person=enrolment.learner_id, course=_code(enrolment))


def _code(enrolment) -> str:
    return Course.objects.values_list("code", flat=True).get(pk=enrolment.course_id)
