"""The rows that figures are taken on: made by counting, so the same each time, and written in bulk.

Thirty courses (the catalogue's and two more). One of the catalogue's asks for twenty activities: eight lessons with twelve
interactive activities inside. A thousand loan officers are in it, each with five lessons read. One of them, the
reader, has a phone full of things: posts, five courses, a dozen marks.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from competencies.evidence import attest
from competencies.models import Competency
from courses.models import Activity, Attempt, Course, CourseModule, Enrolment, Pass, SyllabusItem, Trust
from people.models import Branch, Charge, Institution, JobProfile, Post, Territory, User

COURSES = 30
LEARNERS = 1000
LESSONS, PLAYED = 8, 12  # the twenty activities
READ = 5  # lessons each learner has read
NAMES = uuid.NAMESPACE_URL
BEGAN = date(2025, 1, 6)
AT = datetime(2025, 3, 3, 9, tzinfo=UTC)


@dataclass
class Sown:
    course: Course
    reader: User
    learners: list[User]
    enrolments: list[Enrolment]
    played: list[Activity]


def sow() -> Sown:
    for n in range(COURSES - Course.objects.count()):
        course(f"BEN-9{n:02}")
    studied = Course.objects.get(code="TKW-201")  # with its gains, its certificate and its days in person
    steps = ask_for(studied, LESSONS, PLAYED)
    learners = staff(LEARNERS)
    enrolments = enrol(learners, studied)
    read(enrolments, [step.activity for step in steps if step.within_id is None][:READ])
    furnish(learners[0])
    played = [step.activity for step in steps if step.within_id]
    return Sown(studied, learners[0], learners, enrolments, played)


def course(code: str, *, family=Course.Family.CREDIT) -> Course:
    made = Course.objects.create(
        code=code, family=family, title_ar=f"تكوين القياس {code}", title_fr=f"Formation de mesure {code}",
        title_en=f"Course to measure {code}", modality="e-learning", hours=10, hours_online=10, validity_months=24,
        pass_mark_pct=70,
    )  # fmt: skip
    CourseModule.objects.bulk_create(
        CourseModule(course=made, no=n, title_ar=f"وحدة {n}", title_fr=f"Module {n}", title_en=f"Module {n}", hours=2)
        for n in range(1, 6)
    )
    return made


def ask_for(course: Course, lessons: int, played: int) -> list[SyllabusItem]:
    """A syllabus of that many lessons, with the activities dealt out among them."""
    modules = list(course.modules.all())
    steps = []
    for n in range(lessons):
        lesson = _activity(course, Activity.Kind.LESSON, f"Leçon {n + 1}", f"درس {n + 1}")
        steps.append(SyllabusItem(course=course, activity=lesson, module=modules[n % len(modules)]))
        for inner in range(n, played, lessons):
            activity = _activity(course, Activity.Kind.H5P, f"Exercice {inner + 1}", f"تمرين {inner + 1}")
            steps.append(SyllabusItem(course=course, activity=activity, within=lesson, module=steps[-1].module))
    Activity.objects.bulk_create(step.activity for step in steps)
    for position, step in enumerate(steps, start=1):
        step.position = position
    return SyllabusItem.objects.bulk_create(steps)


def _activity(course, kind, title_fr, title_ar) -> Activity:
    key = uuid.uuid5(NAMES, f"{course.code}/{title_fr}")
    return Activity(pk=key, course=course, kind=kind, title_fr=title_fr, title_ar=title_ar, minutes=6)


def staff(number: int) -> list[User]:
    """Loan officers of one institution, ten branches over ten provinces."""
    place, profile = Institution.objects.get(code="MFI-ALAMANA"), JobProfile.objects.get(code="JOB-AGC")
    provinces = Territory.objects.filter(kind="province").order_by("code")[:10]
    branches = Branch.objects.bulk_create(
        Branch(institution=place, code=f"BEN-{n:02}", province=province, name_ar=f"وكالة {n}", name_fr=f"Agence {n}")
        for n, province in enumerate(provinces)
    )
    people = User.objects.bulk_create(
        User(
            username=f"BENCH-{n:05}", first_name="Amina", last_name=f"Idrissi {n}", given_ar="أمينة",
            family_ar=f"الإدريسي {n}", language="ar" if n % 2 else "fr", password="!",
        )
        for n in range(1, number + 1)
    )  # fmt: skip
    Post.objects.bulk_create(
        Post(
            person=person, institution=place, branch=branches[n % 10], province=branches[n % 10].province,
            profile=profile, staff_number=person.username, from_on=BEGAN,
        )
        for n, person in enumerate(people)
    )  # fmt: skip
    return people


def enrol(learners: list[User], course: Course) -> list[Enrolment]:
    return Enrolment.objects.bulk_create(
        Enrolment(learner=person, course=course, enrolled_on=BEGAN, last_at=AT) for person in learners
    )


def read(enrolments: list[Enrolment], lessons: list[Activity]) -> None:
    pairs = [(enrolment, lesson) for enrolment in enrolments for lesson in lessons]
    Attempt.objects.bulk_create(
        (
            Attempt(
                enrolment=enrolment, activity=lesson, number=1, began_at=AT, ended_at=AT, passed=True,
                trust=Trust.BROWSER, content_version=1, language="fr",
            )
            for enrolment, lesson in pairs
        ),
        batch_size=2000,
    )  # fmt: skip
    Pass.objects.bulk_create(
        (Pass(enrolment=enrolment, activity=lesson, trust=Trust.BROWSER, at=AT) for enrolment, lesson in pairs),
        batch_size=2000,
    )


def furnish(person: User, *, courses: int = 4, marks: int = 12) -> None:
    """More courses, and marks of every kind that the person's job asks for."""
    others = Course.objects.exclude(enrolments__learner=person).order_by("code")[:courses]
    for other in others:
        enrol([person], other)
    today = timezone.localdate()
    kinds = [("declared", 2), ("endorsed", 2), ("assessed", 3), ("certified", 3)]
    asked = Competency.objects.filter(requirements__profile__code="JOB-AGC").distinct().order_by("code")[:marks]
    for n, competency in enumerate(asked):
        kind, level = kinds[n % len(kinds)]
        attest(person, competency, level, kind, source=f"bench:{person.pk}:{n}", on=today - timedelta(days=30))


def officer() -> User:
    """Somebody who may hand in the staff list of an institution, with a branch to put people in."""
    place, province = Institution.objects.get(code="MFI-ALAMANA"), Territory.objects.get(code="05.081")
    names = {"name_ar": "وكالة أزيلال", "name_fr": "Agence Azilal", "name_en": "Azilal branch"}
    branch = Branch.objects.create(institution=place, code="AZL-01", province=province, **names)
    made = User.objects.create(username="ALAMANA-00010", first_name="Salma", last_name="Bennis", password="!")
    Post.objects.create(
        person=made, institution=place, branch=branch, province=province, staff_number="00010", from_on=BEGAN,
        profile=JobProfile.objects.get(code="JOB-RHF"),
    )  # fmt: skip
    Charge.objects.create(person=made, role=Charge.Role.HR_OFFICER, institution=place, from_on=BEGAN)
    return made


def sign_in(people: list[User]) -> list[dict[str, str]]:
    """The cookies of a browser in which each of them has signed in and read a page."""
    rows, cookies = [], []
    for person in people:
        session = SessionStore()
        session._session_key = uuid.uuid4().hex
        said = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        ends = timezone.now() + timedelta(days=1)
        rows.append(Session(session_key=session.session_key, session_data=session.encode(said), expire_date=ends))
        cookies.append({settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: "c" * 32})
    Session.objects.bulk_create(rows)
    return cookies
