"""A course's data in the editor: owner, review, audience, what comes before, what it gives; when it opens."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from competencies.models import Competency, Domain
from courses import circles
from courses.enrolment import NotOpen, join
from courses.models import Course, CourseNeed, LessonPage
from courses.opening import is_open
from courses.reviewing import due
from courses.setting_up import make_author
from people.policy import choose
from tests.courses.makers import TODAY, course, course_page, lesson
from tests.factories import person, profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    someone = person(is_superuser=True, is_staff=True, language="fr")
    make_author(someone)  # whose editor speaks French
    client.force_login(someone)
    return someone


def rows(prefix, found):
    says = {f"{prefix}-TOTAL_FORMS": len(found), f"{prefix}-INITIAL_FORMS": sum("id" in one for one in found)}
    says |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for number, one in enumerate(found):
        says |= {f"{prefix}-{number}-{name}": value for name, value in {"id": "", "ORDER": number + 1, **one}.items()}
    return says


def data_of(made, **says):
    given = {
        "code": made.code, "family": "portfolio", "modality": "e-learning", "title_ar": "دورة", "title_fr": "Cours",
        "hours": 6, "hours_online": 6, "hours_live": 0, "hours_in_person": 0, "validity_months": 24, "pass_mark_pct": 75,
        "max_attempts": 3, "wait_between_attempts_hours": 24, "major_version": 1,
    }  # fmt: skip
    modules = [
        {"id": one.pk, "no": one.no, "hours": "3", "title_ar": one.title_ar, "title_fr": one.title_fr}
        for one in made.modules.all()
    ]
    return given | rows("modules", modules) | rows("gains", []) | says


def test_administrator_writes_owner_review_audience_prerequisites_and_gains(client, administrator):
    made, before = course(), course()
    job = profile("JOB-AGC")
    por = Domain.objects.create(code="POR", name_ar="المحفظة", name_fr="Portefeuille")
    skill = Competency.objects.create(
        code="POR-01", domain=por, name_ar="كفاءة", name_fr="Compétence", certified_validity_months=24
    )
    says = data_of(made, owner=administrator.pk, review_on="2027-01-31", audience=[job.pk], after=[before.pk])
    says |= rows("gains", [{"competency": skill.pk, "level": 3}])

    assert client.get(reverse("course:edit", args=[made.pk])).status_code == 200
    answer = client.post(reverse("course:edit", args=[made.pk]), says)

    assert answer.status_code == 302, answer.context["form"].errors
    made.refresh_from_db()
    assert (made.owner, made.review_on) == (administrator, date(2027, 1, 31))
    assert list(made.target_profiles.all()) == [job]
    assert list(made.prerequisites.all()) == [before]
    assert [(gain.competency, gain.level) for gain in made.gains.all()] == [(skill, 3)]


def test_a_circle_of_prerequisites_is_refused_with_a_sentence_that_names_it(client, administrator):
    first, second, third = course("TKW-901"), course("TKW-902"), course("TKW-903")
    CourseNeed.objects.create(course=second, needs=first)
    CourseNeed.objects.create(course=third, needs=second)

    answer = client.post(reverse("course:edit", args=[first.pk]), data_of(first, after=[third.pk]))

    assert "TKW-901 ← TKW-903 ← TKW-902 ← TKW-901" in answer.content.decode()
    assert not first.prerequisites.exists()
    assert circles.circles() == []
    CourseNeed.objects.create(course=first, needs=third)  # by another way than the form
    assert sorted(codes[0] for codes in circles.circles()) == ["TKW-901", "TKW-902", "TKW-903"]


def test_the_catalogue_we_bring_has_no_circle():
    call_command("load_reference", verbosity=0)
    assert Course.objects.count() > 20
    assert circles.circles() == []


def test_hours_that_do_not_add_up_are_refused_with_a_sentence(client, administrator):
    made = course()
    answer = client.post(reverse("course:edit", args=[made.pk]), data_of(made, hours=7))
    assert "Les heures ne sont pas la somme" in answer.content.decode()


def test_what_is_past_its_review_date_stands_in_the_report(client, administrator):
    late, soon = (
        course(review_on=TODAY - timedelta(days=9), owner=administrator),
        course(review_on=TODAY + timedelta(1)),
    )
    page = lesson(course_page(soon), "l1", review_on=TODAY)
    lesson(soon.pages.get(), "l2", review_on=TODAY + timedelta(days=1))

    assert [(one.course, one.days) for one in due(on=TODAY)] == [(late.code, 9), (soon.code, 0)]
    Course.objects.filter(pk=late.pk).update(review_on=timezone.localdate() - timedelta(days=9))
    shown = client.get(reverse("courses_report_reviews")).content.decode()
    assert late.title_fr in shown and administrator.name in shown and "À réviser" in shown
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in shown  # its day is in the past by now


def test_reports_are_for_authors(client):
    client.force_login(person())
    assert client.get(reverse("courses_report_reviews")).status_code == 302


def test_a_course_opens_when_arabic_and_french_are_both_there():
    made = course()
    french = course_page(made, "fr")
    lesson(french, "l1")
    assert not is_open(made, on=TODAY)
    with pytest.raises(NotOpen):
        join(person(), made, on=TODAY)

    arabic = course_page(made, "ar")
    page = lesson(arabic, "l1")
    lesson(french, "l2", required=False)  # beside what the certificate asks
    assert is_open(made, on=TODAY)

    page.unpublish()
    assert not is_open(made, on=TODAY)
    choose("courses.open_languages", ["fr"], by=person(), reason="A trial in French", from_on=TODAY)
    assert is_open(made, on=TODAY) and not is_open(made, on=TODAY - timedelta(days=1))


def test_openness_is_asked_with_the_courses_whatever_their_number(django_assert_num_queries):
    for _ in range(3):
        lesson(course_page(course()), "l1")
    with django_assert_num_queries(1):
        assert [one.is_open for one in Course.objects.with_openness(on=TODAY)] == [False] * 3


def test_what_is_scheduled_is_published_by_the_clock_and_enters_the_syllabus():
    from cms.tasks import publish_scheduled
    from config.settings.base import CELERY_BEAT_SCHEDULE

    assert CELERY_BEAT_SCHEDULE["publish-scheduled"]["task"] == publish_scheduled.name
    made = course()
    page = lesson(course_page(made), "l1")
    page.unpublish()
    assert not made.syllabus.exists()
    page = LessonPage.objects.get(pk=page.pk)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    publish_scheduled()
    assert not made.syllabus.exists()

    revision = page.get_latest_revision()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
    revision.save()
    publish_scheduled()

    assert LessonPage.objects.get(pk=page.pk).live
    assert made.syllabus.get().activity_id == page.translation_key


def test_a_lesson_goes_through_the_editorial_workflow(client, administrator):
    made = course()
    page = lesson(course_page(made), "l1")
    page.title = "Titre relu"
    page.save_revision()
    workflow = Workflow.objects.get()
    state = workflow.start(page, administrator)
    assert LessonPage.objects.get(pk=page.pk).title == "Leçon l1"

    task = state.current_task_state
    task.task.specific.on_action(task, administrator, "approve")

    assert LessonPage.objects.get(pk=page.pk).title == "Titre relu"
    assert made.syllabus.get().activity.title_fr == "Titre relu"
