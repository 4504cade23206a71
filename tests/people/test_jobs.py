import pytest
from django.urls import reverse

from people import jobs
from people.jobs import JobRefused, Step
from people.models import Job, Sector
from people.registry import job_kinds
from tests import factories as make

pytestmark = pytest.mark.django_db


def _sector(code):
    Sector.objects.create(code=code, name_ar=code, name_fr=code)


@job_kinds.register("tests.count")
def count(job):
    yield Step(total=3)
    for n in range(job.cursor.get("next", 0), 3):
        _sector(f"S{n}")
        if job.asks.get("break_at") == n and job.run == 1:
            raise ZeroDivisionError
        if job.asks.get("refuse_at") == n:
            raise JobRefused("The list is not what it was.")
        yield Step(done=n + 1, cursor={"next": n + 1})
    yield Step(result={"sectors": 3})


def done(**asks) -> Job:
    job = jobs.start(make.person(), "tests.count", **asks)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_carried_to_its_end_and_a_second_bell_changes_nothing():
    job = done()
    jobs.run(job.pk)

    assert (job.state, job.done, job.total, job.result, job.percent) == ("done", 3, 3, {"sectors": 3}, 100)
    assert Sector.objects.count() == 3


def test_a_step_that_breaks_leaves_nothing_of_itself_and_is_taken_up_from_its_cursor():
    job = done(break_at=1)
    assert (job.state, job.error, job.cursor, Sector.objects.count()) == ("failed", "ZeroDivisionError", {"next": 1}, 1)

    Job.objects.update(state="running", alive_at=None)
    assert jobs.sweep(all_running=True) == 1
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.run, Sector.objects.count()) == ("done", 2, 3)


def test_a_refusal_says_its_reason_and_keeps_what_was_done_before():
    refused = done(refuse_at=1)
    assert (refused.state, refused.error) == ("failed", "The list is not what it was.")
    assert Sector.objects.count() == 1


def test_a_stopped_job_writes_nothing_more():
    job = jobs.start(make.person(), "tests.count")
    running = jobs.take_up(job.pk)
    jobs.stop(job)

    with pytest.raises(jobs.LostTurn):
        jobs._carry(running)

    job.refresh_from_db()
    assert (job.state, Sector.objects.count(), jobs.stop(job)) == ("stopped", 0, False)


def test_a_run_that_lost_its_turn_writes_nothing_more():
    job = jobs.start(make.person(), "tests.count")
    first = jobs.take_up(job.pk)
    assert jobs.take_up(job.pk) is None, "somebody is at it"
    Job.objects.update(alive_at=first.made_at - jobs.SILENT_AFTER * 2)
    second = jobs.take_up(job.pk)

    with pytest.raises(jobs.LostTurn):
        jobs._carry(first)
    jobs._carry(second)

    assert Sector.objects.count() == 3


def test_the_owner_follows_and_stops_and_nobody_else_does(client):
    job = jobs.start(make.person(), "tests.count")
    client.force_login(make.person())
    assert client.get(reverse("people:job", args=[job.pk])).status_code == 404
    assert client.post(reverse("people:job-stop", args=[job.pk])).status_code == 404

    client.force_login(job.owner)
    page = client.get(reverse("people:job", args=[job.pk]))
    fragment = client.get(reverse("people:job", args=[job.pk]), headers={"HX-Request": "true"})
    client.post(reverse("people:job-stop", args=[job.pk]))
    ended = client.get(reverse("people:job", args=[job.pk]), headers={"HX-Request": "true"})

    assert "<html" in page.content.decode() and "hx-get" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert ended["HX-Refresh"] == "true"
    job.refresh_from_db()
    assert job.state == "stopped"
