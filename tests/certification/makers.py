"""Courses that give certificates, and people who have done what they ask."""

import itertools
import uuid
from datetime import date, datetime, time

from django.utils import timezone

from certification import awards
from certification.models import Certificate, Scheme
from certification.schemes import catalogue_says
from competencies.models import Competency, Domain
from courses.models import Activity, Attempt, Course, CourseGain, Enrolment, Pass, SyllabusItem, Trust
from people.models import Charge
from tests import factories

DAY = date(2026, 11, 21)
_number = itertools.count(1)


def competency(code="POR-03", **says) -> Competency:
    domain, _ = Domain.objects.get_or_create(
        code=code[:3], defaults={"name_ar": "مجال", "name_fr": "Domaine", "name_en": "Domain"}
    )
    values = {
        "domain": domain, "name_ar": f"كفاءة {code}", "name_fr": f"Compétence {code}", "name_en": f"Skill {code}",
        "definition_ar": "ت", "definition_fr": "d", "definition_en": "d", "certified_validity_months": 36,
    }  # fmt: skip
    return Competency.objects.get_or_create(code=code, defaults=values | says)[0]


def course(code=None, *, gains=(("POR-03", 4, ""),), needs=(), exam=True, **says) -> Course:
    """A course with a lesson and an exam, its certificate rule and its gains."""
    code = code or f"TKW-X{next(_number)}"
    values = {
        "family": "portfolio", "title_ar": "التحصيل باحترام", "title_fr": "Recouvrer avec respect",
        "title_en": "Collect with respect", "modality": "blended", "hours": 16, "hours_online": 6, "hours_live": 2,
        "hours_in_person": 8, "certificate_ar": "شهادة التحصيل المسؤول",
        "certificate_fr": "Certificat Recouvrement responsable", "certificate_en": "Responsible collection certificate",
        "validity_months": 24, "pass_mark_pct": 75, "min_attendance_pct": 80,
    }  # fmt: skip
    made = Course.objects.create(code=code, **(values | says))
    for competency_code, level, waits_for in gains:
        CourseGain.objects.create(course=made, competency=competency(competency_code), level=level, waits_for=waits_for)
    made.prerequisites.set(needs)
    kinds = [Activity.Kind.LESSON, *([Activity.Kind.EXAM] if exam else [])]
    for position, kind in enumerate(kinds):
        activity = Activity.objects.create(id=uuid.uuid4(), course=made, kind=kind, title_fr=kind)
        SyllabusItem.objects.create(course=made, activity=activity, position=position)
    Scheme.objects.create(course=made, version=1, from_on=date(2020, 1, 1), **catalogue_says(made))
    return made


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def enrolled(person, course, *, on=DAY) -> Enrolment:
    return Enrolment.objects.get_or_create(learner=person, course=course, defaults={"enrolled_on": on})[0]


def done(person, course, *, kind, trust=Trust.SERVER, score=0.9, on=DAY) -> None:
    """The activities of this kind are passed on that word."""
    enrolment = enrolled(person, course, on=on)
    for activity in course.activities.filter(kind=kind):
        number = enrolment.attempts.filter(activity=activity).count() + 1
        Attempt.objects.create(
            enrolment=enrolment, activity=activity, number=number, began_at=at(on), ended_at=at(on), score=score,
            passed=True, trust=trust, content_version=1, language="fr",
        )  # fmt: skip
        Pass.objects.get_or_create(enrolment=enrolment, activity=activity, defaults={"trust": trust, "at": at(on)})


def ready(person=None, course_=None, *, on=DAY, share_pct=90):
    """A person who has done everything the course asks; nothing is awarded yet, for attendance, the only fact here,
    comes first."""
    person, course_ = person or factories.person(), course_ or course()
    awards.note_attendance(person, course_, source=f"session:{course_.code}:{on}", share_pct=share_pct, on=on)
    done(person, course_, kind="lesson", trust=Trust.BROWSER, score=None, on=on)
    done(person, course_, kind="exam", on=on)
    return person, course_


def certificate(person=None, course_=None, *, on=DAY) -> Certificate:
    person, course_ = ready(person, course_, on=on)
    return awards.award(person, course_.schemes.get(), on=on)


def administrator():
    admin = factories.person()
    factories.charge(admin, role=Charge.Role.ADMINISTRATOR)
    return admin
