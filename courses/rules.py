"""Rules of enrolment: everybody in a job is enrolled in a course, to be done within so many days of taking the post.

The Centre sets rules for all, an institution's officer for their own people. Each day every rule enrols who has taken
such a post since and is not in the course; who knows it already (certificate, recognised learning) or has left it is
not called back. Days count from the post, or from the rule's own first day for those who held it before.
"""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from courses.groups import enrol_many
from courses.models import Course, EnrolmentRule
from courses.prerequisites import proofs
from people.charges import held
from people.models import Charge, Institution, JobProfile, Post

OF_THE_CENTRE = (Charge.Role.TRAINING_OFFICER, Charge.Role.ADMINISTRATOR)
SOME = 500  # people asked about at a time


class NotYours(Exception):
    """A rule of this institution, or of all, is not this person's to set."""


def institutions_of(user, *, on: date):
    """Whose rules they set: an HR officer's own. A charge over one territory or branch only sets none."""
    mine = [
        charge.institution_id
        for charge in held(user, on=on, roles=[Charge.Role.HR_OFFICER])
        if charge.path is None and charge.branch_id is None
    ]
    return Institution.objects.filter(pk__in=mine)


def is_of_the_centre(user, *, on: date) -> bool:
    charges = held(user, on=on, roles=OF_THE_CENTRE)
    return any(c.path is None and c.institution_id is None and c.branch_id is None for c in charges)


def visible_to(user, *, on: date):
    """Rules that concern whom they answer for: their institution's and those of all."""
    if is_of_the_centre(user, on=on):
        return EnrolmentRule.objects.all()
    return EnrolmentRule.objects.filter(Q(institution__in=institutions_of(user, on=on)) | Q(institution=None))


def may_change(user, institution_id: int | None, *, on: date) -> bool:
    if institution_id is None:
        return is_of_the_centre(user, on=on)
    return is_of_the_centre(user, on=on) or institutions_of(user, on=on).filter(pk=institution_id).exists()


def set_rule(
    profile: JobProfile, course: Course, *, institution: Institution | None, within_days: int, by, on: date
) -> EnrolmentRule:
    """A rule of that job and course takes the place of the one before."""
    if not may_change(by, institution and institution.pk, on=on):
        raise NotYours(f"user {by.pk}")
    which = EnrolmentRule.objects.filter(profile=profile, course=course, institution=institution, ended_on=None)
    if (same := which.filter(within_days=within_days).first()) is not None:
        return same
    try:
        with transaction.atomic():
            which.update(ended_on=on)
            return EnrolmentRule.objects.create(
                profile=profile, course=course, institution=institution, within_days=within_days, from_on=on, set_by=by
            )
    except IntegrityError:  # two at once: the first one holds
        return which.get()


def end_rule(rule: EnrolmentRule, *, by, on: date) -> bool:
    """Whom it enrolled stays enrolled."""
    if not may_change(by, rule.institution_id, on=on):
        raise NotYours(f"user {by.pk}")
    return bool(EnrolmentRule.objects.filter(pk=rule.pk, ended_on=None).update(ended_on=on))


def apply_all(on: date) -> int:
    """Once a day; return how many were enrolled. A second time enrols nobody."""
    rules = EnrolmentRule.objects.filter(ended_on=None, from_on__lte=on).select_related("course")
    return sum(apply(rule, on=on) for rule in rules.order_by("institution", "pk"))


def apply(rule: EnrolmentRule, *, on: date) -> int:
    posts = Post.objects.in_force(on=on).filter(profile=rule.profile_id, person__is_active=True)
    if rule.institution_id:
        posts = posts.filter(institution=rule.institution_id)
    posts = posts.exclude(person__enrolments__course=rule.course_id)
    since = dict(posts.order_by("-from_on").values_list("person", "from_on"))
    people, enrolled = list(since), 0
    for at in range(0, len(people), SOME):
        some = people[at : at + SOME]
        known = {person for person, _course in proofs(some, [rule.course_id], on=on)}
        due = {
            person: max(since[person], rule.from_on) + timedelta(days=rule.within_days)
            for person in some
            if person not in known
        }
        enrolled += len(enrol_many(due, rule.course, on=on, rule=rule))
    return enrolled
