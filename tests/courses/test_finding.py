"""Finding a course by words, in three languages, and why each is shown."""

import pytest

from courses.finding import find, with_words
from courses.models import Activity, Course, CourseGain, CourseTarget
from tests.competencies.makers import competency
from tests.courses.makers import course, course_page, lesson, syllabus
from tests.courses.test_pages import asked
from tests.factories import profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    recovery = course(
        "TKW-201",
        title_ar="التحصيل الودي للقروض المتأخرة",
        title_fr="Recouvrement amiable des prêts impayés",
        title_en="Friendly collection of late loans",
    )
    savings = course("TKW-305", title_ar="الادخار", title_fr="Épargne et budget", title_en="Savings")
    recovery.modules.filter(no=1).update(title_fr="Visiter un ménage", title_ar="زيارة أسرة", title_en="A visit")
    known = competency("FIN-02", name_fr="Tenue de caisse", name_ar="مسك الصندوق", name_en="Cash")
    CourseGain.objects.create(course=savings, competency=known, level=2)
    return recovery, savings


def codes(words):
    return [hit.course.code for hit in find(list(with_words(Course.objects.with_openness())), words)]


@pytest.mark.parametrize(
    "words",
    [
        "recouvrement", "RECOUVREMENTS", "prets impayes", "prêt impayé", "impayés", "recouvr",
        "تحصيل", "التحصيل", "والتحصيل", "القروض المتأخره", "collections", "loan", "late loan",
        "TKW-201", "tkw 201", "201",
    ],
)  # fmt: skip
def test_word_is_found_however_it_is_written(shelf, words):
    assert codes(words) == ["TKW-201"]


def test_accents_and_articles_do_not_matter(shelf):
    assert codes("epargne") == codes("ادخار") == codes("الإدخار") == codes("saving") == ["TKW-305"]


def test_all_words_are_asked_for_and_nonsense_finds_nothing(shelf):
    assert codes("recouvrement budget") == []
    assert codes("zzzz") == codes("  ") == codes("؟!") == []


def test_place_of_the_match_gives_order_and_reason(shelf):
    _recovery, savings = shelf
    by_module = course("TKW-101", title_fr="Accueil", title_ar="استقبال", title_en="Welcome")
    by_module.modules.filter(no=2).update(title_fr="Le recouvrement en bref")
    named = CourseGain.objects.get(course=savings).competency
    type(named).objects.filter(pk=named.pk).update(name_fr="Recouvrement de terrain")

    hits = find(list(with_words(Course.objects.with_openness())), "recouvrement")
    assert [hit.course.code for hit in hits] == ["TKW-201", "TKW-305", "TKW-101"]
    assert [bool(hit.why) for hit in hits] == [False, True, True]


# The page


def test_page_finds_and_says_why_in_at_most_4_queries(client, shelf):
    recovery, savings = shelf
    for made in (recovery, savings):
        CourseTarget.objects.create(course=made, profile=profile())
    course_page(recovery)
    client.get("/fr/courses/?q=menages")
    query = "q=menages&family=portfolio&profile=JOB-AGC&hours=day"
    page, queries = asked(client, f"/fr/courses/?{query}")
    text = page.content.decode()

    assert recovery.title_fr in text and savings.title_fr not in text
    assert "Module : Visiter un ménage" in text.replace("\xa0", " ")
    assert len(queries) <= 4, queries


def test_nothing_found_says_what_to_do_and_nonsense_narrows_nothing(client, shelf):
    assert "Aucun cours" in client.get("/fr/courses/?q=zzzz").content.decode()
    page = client.get("/ar/courses/?profile=NO&hours=x&weight=-1&language=de&family=0").content.decode()
    assert all(made.title_ar in page for made in shelf)
    assert client.get("/ar/courses/?q=" + "x" * 500).status_code == 200


def test_filters_of_language_hours_and_weight(client, shelf):
    recovery, savings = shelf
    (read,) = syllabus(recovery, "lesson")
    Activity.objects.filter(pk=read.pk).update(title_ar="", weight=600_000)
    Course.objects.filter(pk=savings.pk).update(hours=3, hours_online=3)

    def shown(query):
        page = client.get(f"/fr/courses/?{query}").content.decode()
        return [made.code for made in shelf if made.title_fr in page]

    assert shown("language=fr") == shown("weight=1") == shown("hours=day") == ["TKW-201"]
    assert shown("hours=short") == ["TKW-305"]
    assert shown("language=ar") == []


def test_weight_of_a_lesson_is_written_when_it_is_published():
    made = course()
    lesson(course_page(made), body=[("text", "<p>" + "mot " * 500 + "</p>")])

    read = Activity.objects.get(course=made)
    assert read.weight > 2000
    assert Course.objects.with_weight().get(pk=made.pk).weight == read.weight
