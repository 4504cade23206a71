"""Asking a trainer: who is asked, who reads, who moderates, and that a press sent twice is one message."""

import uuid

import pytest

from cascade import sessions
from courses.answerers import answerers
from courses.models import CoursePage
from courses.study import threads
from courses.study.models import Message, Report
from courses.study.registrations import forget, merge
from people.models import Notice
from tests.cascade.makers import session, trainer
from tests.courses.makers import NOW, TODAY, course, course_page, enrolled, lesson
from tests.courses.test_pages import asked
from tests.factories import person

pytestmark = pytest.mark.django_db
LESSON = {"title_ar": "درس", "title_fr": "Leçon", "title_en": ""}


def put(learner, trainer, text="Pourquoi ?", key=None):
    return threads.ask(learner, uuid.uuid4(), text, to=[trainer], key=key or uuid.uuid4(), at=NOW, lesson=LESSON)


def answer(who, question, text="Parce que.", key=None):
    return threads.reply(who, question, text, key=key or uuid.uuid4(), at=NOW, lesson=LESSON)


def test_question_sent_twice_is_one_and_both_sides_are_told_once():
    learner, trainer, key = person(), person(), uuid.uuid4()
    question = put(learner, trainer, key=key)
    assert put(learner, trainer, key=key) == question
    for _ in range(2):
        answer(trainer, question, key=key)

    assert Message.objects.count() == 2
    assert sorted(Notice.objects.values_list("person", "kind")) == sorted(
        [(trainer.pk, "question_asked"), (learner.pk, "question_answered")]
    )


def test_only_the_asker_and_the_addressees_write():
    learner, trainer, other = person(), person(), person()
    question = put(learner, trainer)

    answer(learner, question)
    for act in (
        lambda: answer(other, question),
        lambda: threads.hide(question, by=other, why="x", at=NOW),
        lambda: threads.hide(question, by=learner, why="x", at=NOW),
        lambda: threads.show(question, by=learner, at=NOW),
    ):
        with pytest.raises(threads.NotYours):
            act()
    with pytest.raises(threads.NobodyAnswers):
        put(learner, learner)
    with pytest.raises(threads.Empty):
        put(learner, trainer, "  \n ")


def test_reported_message_is_told_once_and_settled_by_hiding_or_by_saying_it_is_in_order():
    learner, trainer, reader = person(), person(), person()
    question = put(learner, trainer)
    for _ in range(2):
        threads.report(question, by=reader, at=NOW, lesson=LESSON)
    threads.report(question, by=learner, at=NOW, lesson=LESSON)  # one's own: nothing
    assert (Report.objects.count(), Notice.objects.filter(kind="message_reported").count()) == (1, 1)
    assert threads.owed_by(trainer) == 2  # unanswered and reported

    assert threads.hide(question, by=trainer, why="Nom d’un client", at=NOW)
    assert threads.owed_by(trainer) == 0
    assert threads.show(question, by=trainer, at=NOW)
    assert not threads.show(question, by=trainer, at=NOW)


def test_trainer_of_ones_session_answers_and_the_pages_owner():
    made, owner, lead = course(family="portfolio"), person(), trainer()
    CoursePage.objects.filter(pk=course_page(made).pk).update(owner=owner)
    mine, other = person(), person()
    sessions.register(session(lead, of=made), mine, by=lead, on=TODAY)

    assert set(answerers(mine, made, on=TODAY)) == {owner, lead}
    assert set(answerers(other, made, on=TODAY)) == {owner}
    assert set(answerers(owner, made, on=TODAY)) == set()


def test_words_are_forgotten_and_merged():
    learner, trainer, twin = person(), person(), person()
    question = put(learner, trainer)
    threads.report(question, by=twin, at=NOW, lesson=LESSON)
    merge(trainer, twin)
    assert Report.objects.get().person == trainer
    forget(learner)
    question.refresh_from_db()
    assert question.text == ""


# The pages


@pytest.fixture
def taught(client):
    made = course()
    owner = person()
    page = course_page(made)
    CoursePage.objects.filter(pk=page.pk).update(owner=owner)
    read = lesson(page)
    learner = person(email="learner@takwin.example", first_name="Zineb")
    enrolled(learner, made)
    client.force_login(learner)
    return made, owner, learner, f"/fr/learn/{made.code}/{read.translation_key}/questions/"


def test_learner_asks_trainer_answers_reader_reads(client, taught):
    made, owner, _learner, at = taught
    asks = {"text": "Que faire ?", "key": str(uuid.uuid4())}
    first = client.post(at, asks).url
    assert client.post(at, asks).url == first and Message.objects.count() == 1

    client.force_login(owner)
    assert "Que faire" in client.get("/fr/questions/").content.decode()
    client.post(first, {"text": "Rappeler le jour même.", "key": str(uuid.uuid4())})

    reader = person()
    enrolled(reader, made)
    client.force_login(reader)
    page = client.get(first).content.decode()
    assert "Rappeler le jour même." in page and "Zineb" in page
    assert "@" not in page.split("<main")[1].split("</main")[0]
    assert client.post(first, {"text": "moi aussi", "key": str(uuid.uuid4())}).status_code == 404


def test_strangers_find_nothing(client, taught):
    _made, _owner, _learner, at = taught
    first = client.post(at, {"text": "Que faire ?", "key": str(uuid.uuid4())}).url
    message = Message.objects.get()
    client.force_login(person())
    assert client.get(at).status_code == client.get(first).status_code == 404
    for act in ("hide", "show", "report"):
        assert client.post(f"/fr/questions/messages/{message.pk}/{act}/", {"why": "x"}).status_code == 404
    message.refresh_from_db()
    assert message.hidden_at is None


def test_hidden_words_show_to_their_writer_and_the_moderators_alone(client, taught):
    made, owner, learner, at = taught
    first = client.post(at, {"text": "Que faire ?", "key": str(uuid.uuid4())}).url
    reply = client.post(first, {"text": "Numéro du client 0600", "key": str(uuid.uuid4())})
    assert reply.status_code == 302
    hidden = Message.objects.exclude(question=None).get()
    client.force_login(owner)
    client.post(f"/fr/questions/messages/{hidden.pk}/hide/", {"why": ""})
    assert Message.objects.get(pk=hidden.pk).hidden_at is None
    client.post(f"/fr/questions/messages/{hidden.pk}/hide/", {"why": "Donnée d’un client"})

    reader = person()
    enrolled(reader, made)
    for who, sees in ((owner, True), (learner, True), (reader, False)):
        client.force_login(who)
        assert ("Numéro du client" in client.get(first).content.decode()) == sees


def test_inbox_asks_the_same_questions_for_1_and_for_5(client, taught):
    _made, owner, _learner, at = taught
    client.post(at, {"text": "1", "key": str(uuid.uuid4())})
    client.force_login(owner)
    _page, one = asked(client, "/fr/questions/")
    for _ in range(4):
        threads.ask(
            person(), Message.objects.first().activity, "?", to=[owner], key=uuid.uuid4(), at=NOW, lesson=LESSON
        )
    _page, five = asked(client, "/fr/questions/")
    assert len(one) == len(five) <= 8, five
