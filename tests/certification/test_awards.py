"""Who earns a certificate, once, and what it hands to the register."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from certification import awards
from certification.awards import NotEarned, award, consider, unmet
from certification.models import Certificate, LedgerEntry
from certification.reminders import remind
from certification.schemes import revise
from competencies.models import Mark
from courses.models import Pass, Trust
from people.facts import announce, deliver_owed
from people.models import Fact, Notice
from people.reference import load_all
from tests import factories
from tests.certification import makers
from tests.certification.makers import DAY

pytestmark = pytest.mark.django_db


def missing(person, course, *, on=DAY):
    return {m.kind for m in unmet(person, course.schemes.get(), on=on)}


def test_lessons_exam_and_attendance_together_earn_it():
    person, course = factories.person(), makers.course()
    assert missing(person, course) == {"enrolled", "exam", "attendance"}
    makers.done(person, course, kind="lesson", trust=Trust.BROWSER)
    assert missing(person, course) == {"activities", "exam", "attendance"}
    makers.done(person, course, kind="exam")
    assert missing(person, course) == {"attendance"}
    awards.note_attendance(person, course, source="session:1", share_pct=79, on=DAY)
    assert missing(person, course) == {"attendance"}
    with pytest.raises(NotEarned):
        award(person, course.schemes.get(), on=DAY)
    awards.note_attendance(person, course, source="session:1", share_pct=80, on=DAY)
    assert missing(person, course) == set()
    certificate = award(person, course.schemes.get(), on=DAY)
    assert (certificate.issued_on, certificate.expires_on) == (DAY, date(2028, 11, 21))
    assert [(e.event, e.from_on) for e in certificate.entries.all()] == [("issued", DAY)]
    assert certificate.statements.get().says["holder"] == {"ar": person.name_ar, "latin": person.name_latin}


@pytest.mark.parametrize("trust", [Trust.BROWSER, Trust.OBSERVED])
def test_what_the_browser_alone_reports_earns_nothing(trust):
    person, course = factories.person(), makers.course(min_attendance_pct=None)
    makers.done(person, course, kind="lesson", trust=trust)
    makers.done(person, course, kind="exam", trust=trust, score=1)
    assert missing(person, course) == {"exam"}
    assert consider(person, course, on=DAY) is None


def test_pass_row_without_an_attempt_marked_here_earns_nothing():
    person, course = factories.person(), makers.course(min_attendance_pct=None)
    enrolment = makers.enrolled(person, course)
    for activity in course.activities.all():
        Pass.objects.create(enrolment=enrolment, activity=activity, trust=Trust.SERVER, at=timezone.now())
    assert missing(person, course) == {"exam"}


def test_course_without_an_exam_gives_no_certificate():
    person, course = makers.ready(course_=makers.course(exam=False))
    assert missing(person, course) == {"exam"}


@pytest.mark.parametrize(("score", "earned"), [(0.74, False), (0.75, True), (15 / 20, True)])
def test_exam_is_held_against_the_schemes_mark(score, earned):
    person, course = factories.person(), makers.course(min_attendance_pct=None)
    makers.done(person, course, kind="lesson")
    makers.done(person, course, kind="exam", score=score)
    assert (consider(person, course, on=DAY) is not None) == earned


def test_prerequisite_is_held_or_recognised():
    before = makers.course()
    person, course = makers.ready(course_=makers.course(needs=[before]))
    assert missing(person, course) == {"prerequisite"}
    held = makers.certificate(person, before)
    assert missing(person, course) == set()
    awards.revoke(held, by=makers.administrator(), reason="not theirs", on=DAY)
    assert missing(person, course) == {"prerequisite"}
    awards.recognise(person, before, by=makers.administrator(), reason="Ten years in the post", on=DAY)
    assert missing(person, course) == set()


def test_prerequisite_and_the_state_of_its_certificate_agree_on_every_day():
    before, admin = makers.course(), makers.administrator()
    person, course = makers.ready(course_=makers.course(needs=[before]))
    held = makers.certificate(person, before)
    days = [DAY + timedelta(days=n) for n in range(5)]
    for act, day in ((awards.suspend, days[1]), (awards.reinstate, days[2]), (awards.revoke, days[3])):
        act(held, by=admin, reason="looked into", on=day)
    found = [held_by_then(held, day) for day in days]
    assert found == [True, False, True, False, False]
    for day, counts in zip(days, found, strict=True):
        assert ("prerequisite" not in {m.kind for m in unmet(person, course.schemes.get(), on=day)}) == counts


def held_by_then(certificate, day):
    return awards.counts_before(Certificate.objects.with_story().get(pk=certificate.pk), on=day)


def test_awarded_twice_is_one():
    person, course = makers.ready()
    first, again = (award(person, course.schemes.get(), on=DAY + timedelta(days=n)) for n in (0, 9))
    assert first == again
    assert (Certificate.objects.count(), LedgerEntry.objects.count()) == (1, 1)
    assert Fact.objects.filter(name="certificate.issued").count() == 1
    assert Notice.objects.filter(person=person, kind="certificate_issued").count() == 1


def test_certified_marks_end_with_the_certificate_or_the_skill():
    makers.competency("PRO-02", certified_validity_months=12)
    course = makers.course(gains=[("POR-03", 4, ""), ("PRO-02", 3, ""), ("REL-01", 3, "observation")])
    certificate = makers.certificate(course_=course)
    marks = Mark.objects.filter(person=certificate.person)
    assert {(m.competency.code, m.level, m.kind, m.source, m.until) for m in marks} == {
        ("POR-03", 4, "certified", f"certificate:{certificate.number}", date(2028, 11, 21)),
        ("PRO-02", 3, "certified", f"certificate:{certificate.number}", date(2027, 11, 20)),
    }
    assert {s["code"] for s in certificate.statements.get().says["skills"]} == {"POR-03", "PRO-02"}


def test_withdrawing_ends_the_marks_that_day():
    certificate = makers.certificate()
    later = DAY + timedelta(days=30)
    awards.revoke(certificate, by=makers.administrator(), reason="Another person sat the exam", on=later)
    mark = Mark.objects.get(person=certificate.person)
    assert mark.is_in_force(on=later - timedelta(days=1))
    assert not mark.is_in_force(on=later)
    note = certificate.entries.last().note
    assert note.reason == "Another person sat the exam"


def test_suspended_marks_come_back_with_the_certificate_and_end_with_it():
    certificate, admin = makers.certificate(), makers.administrator()
    day = [DAY + timedelta(days=n) for n in range(40)]
    awards.suspend(certificate, by=admin, reason="A complaint", on=day[10])
    awards.reinstate(certificate, by=admin, reason="Without grounds", on=day[20])
    in_force = lambda on: [m for m in Mark.objects.all() if m.is_in_force(on=on)]  # noqa: E731
    assert [len(in_force(day[n])) for n in (9, 10, 19, 20)] == [1, 0, 0, 1]
    assert in_force(day[20])[0].until == certificate.expires_on
    awards.revoke(certificate, by=admin, reason="With grounds", on=day[30])
    assert in_force(day[30]) == []


def test_renewal_asks_for_the_exam_and_attendance_again_and_replaces():
    first = makers.certificate(on=date(2024, 12, 1))
    person, course = first.person, first.scheme.course
    assert missing(person, course) == {"exam", "attendance"}  # due since 2 September 2026
    assert consider(person, course, on=DAY) is None
    makers.done(person, course, kind="exam", on=date(2026, 9, 1))  # a day too early
    assert missing(person, course) == {"exam", "attendance"}
    makers.done(person, course, kind="exam", on=DAY)
    awards.note_attendance(person, course, source="session:9", share_pct=100, on=DAY)
    second = consider(person, course, on=DAY)
    assert (second.cycle, second.number != first.number) == (2, True)
    assert [e.event for e in first.entries.all()] == ["issued", "superseded"]
    assert [e.event for e in second.entries.all()] == ["renewed"]
    assert consider(person, course, on=DAY) == second


def test_withdrawn_certificate_is_earned_again_only_with_new_evidence():
    first = makers.certificate()
    person, course = first.person, first.scheme.course
    later = DAY + timedelta(days=10)
    awards.revoke(first, by=makers.administrator(), reason="Another person sat the exam", on=later)
    assert consider(person, course, on=later) is None
    makers.done(person, course, kind="exam", on=later)
    awards.note_attendance(person, course, source="session:new", share_pct=90, on=later)
    second = consider(person, course, on=later)
    assert second.cycle == 2
    assert [e.event for e in first.entries.all()] == ["issued", "revoked"]


def test_new_version_of_the_rule_leaves_issued_certificates_alone():
    first = makers.certificate()
    course = first.scheme.course
    revise(course, from_on=DAY + timedelta(days=1), validity_months=12, pass_mark_pct=90)
    assert consider(first.person, course, on=DAY + timedelta(days=2)) == first
    person, _ = makers.ready(course_=course)  # scored 90
    assert consider(person, course, on=DAY + timedelta(days=2)).expires_on == date(2027, 11, 23)


def test_correction_says_the_right_name_and_keeps_the_rest():
    certificate = makers.certificate()
    said_before = certificate.statements.get().says
    person = certificate.person
    person.first_name = "Zineb"
    person.save()
    awards.correct(certificate, by=makers.administrator(), reason="Misspelt", on=DAY)
    says = certificate.statements.last().says
    assert says["holder"]["latin"].startswith("Zineb")
    assert {k: v for k, v in says.items() if k != "holder"} == {k: v for k, v in said_before.items() if k != "holder"}


def test_facts_lead_to_the_certificate(django_capture_on_commit_callbacks):
    person, course = makers.ready()  # notes the attendance, which is a fact
    deliver_owed()
    issued = Certificate.objects.get(person=person)
    announce("course.finished", person=person.pk, course=course.code, enrolment=1)
    deliver_owed()
    assert list(Certificate.objects.all()) == [issued]


def test_attendance_may_be_said_again():
    person, course = factories.person(), makers.course()
    for share in (50, 90):
        awards.note_attendance(person, course, source="session:1", share_pct=share, on=DAY)
    awards.note_attendance(person, course, source="session:2", share_pct=10, on=DAY)
    assert {(a.source, a.share_pct) for a in person.attendances.all()} == {("session:1", 90), ("session:2", 10)}
    assert "attendance" not in missing(person, course)


def test_reminders_are_said_once_each():
    certificate = makers.certificate(on=date(2024, 12, 1))  # ends 1 December 2026
    ends = certificate.expires_on
    for left in (91, 90, 89, 61, 60, 30, 29, 7, 7, 0, -1):
        remind(ends - timedelta(days=left))
    said = Notice.objects.filter(kind="certificate_due").order_by("pk").values_list("says__days", flat=True)
    assert list(said) == [90, 60, 30, 7]


def test_catalogue_gives_each_course_its_first_rule():
    load_all()
    from certification.models import Scheme

    rule = Scheme.objects.get(course__code="TKW-201")
    assert (rule.validity_months, rule.pass_mark_pct, rule.min_attendance_pct) == (24, 75, 80)
    assert rule.name_ar == "شهادة التحصيل المسؤول"
    assert Scheme.objects.count() == 28
    assert load_all().made == 0
