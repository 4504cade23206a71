"""Writing a staff list: a job in small steps, each with its count, so that a killed worker costs nothing.

The list is judged when the job is taken up (the world may have changed since the preview, or since the kill), then
written from the cursor on. Managers come last, when everybody they name exists. New people get an account with no
password: an e-mail with a link when they have an address, a code on a printed slip otherwise.
"""

from datetime import date, timedelta
from secrets import token_hex

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import jobs
from people.facts import announce_many
from people.jobs import JobRefused, Step
from people.models import Job, Post, StaffFile, User
from people.notices import notify_many
from people.policy import policy
from people.registry import daily, job_kinds
from people.sheets import Unreadable
from people.staff_list import Judgement, judge
from people.staff_row import Fate, Row

KIND = "people.staff_import"
ROWS_A_STEP = 200


class AlreadyImporting(Exception):
    """One list of an institution at a time."""


def keep(content: bytes, name: str, institution, *, by, on: date) -> StaffFile:
    """Keep a handed-in file for its preview; judge it first, so that nothing unreadable is kept."""
    judge(content, institution, on=on, officer=by)
    return StaffFile.objects.create(
        institution=institution, handed_in_by=by, name=name[-150:], content=content, as_of=on
    )


def judged(staff_file: StaffFile) -> Judgement:
    return judge(
        bytes(staff_file.content),
        staff_file.institution,
        on=staff_file.as_of,
        officer=staff_file.handed_in_by,
        corrections=staff_file.corrections,
    )


def correct(staff_file: StaffFile, column: str, value: str, use: str) -> None:
    """Take a suggestion: what the list writes as ``value`` in this column means ``use``, in every row."""
    with transaction.atomic():
        held = StaffFile.objects.select_for_update().get(pk=staff_file.pk)
        offered = {(p.column, p.value, p.use) for row in judged(held).rows for p in row.problems if p.use}
        if (column, value, use) in offered:
            held.corrections.setdefault(column, {})[value] = use
            held.save(update_fields=["corrections"])


def confirm(staff_file: StaffFile, *, on: date) -> Job:
    """Start the import once; asking again gives the same job."""
    with transaction.atomic():
        held = StaffFile.objects.select_for_update().get(pk=staff_file.pk)
        if held.job_id:
            return held.job
        running = [Job.State.WAITING, Job.State.RUNNING]
        if StaffFile.objects.filter(institution=held.institution_id, job__state__in=running).exists():
            raise AlreadyImporting
        held.as_of = on
        held.job = jobs.start(held.handed_in_by, KIND, staff_file=str(held.pk))
        held.save(update_fields=["as_of", "job"])
        return held.job


@job_kinds.register(KIND)
def import_staff(job: Job):
    staff_file = StaffFile.objects.select_related("institution", "handed_in_by").get(pk=job.asks["staff_file"])
    try:
        judgement = judged(staff_file)
    except Unreadable as reason:
        raise JobRefused(str(reason.sentence)) from reason
    return _steps(job, staff_file, judgement)  # judging takes its time, so it is done before a transaction is open


def _steps(job: Job, staff_file: StaffFile, judgement: Judgement):
    rows, size = judgement.rows, job.asks.get("rows_a_step", ROWS_A_STEP)
    cursor = job.cursor or {"next": 0, "managers": 0, **{fate.value: 0 for fate in Fate}}
    if not job.cursor:
        StaffFile.objects.filter(pk=staff_file.pk).update(
            refused=[
                {"line": r.line, "cells": r.cells, "problems": [p.plain() for p in r.problems]}
                for r in judgement.of(Fate.REFUSED)
            ]
        )
        yield Step(total=len(rows), cursor=cursor)
    while (start := cursor["next"]) < len(rows):
        chunk = rows[start : start + size]
        _write(chunk, staff_file)
        cursor = {**cursor, "next": start + len(chunk)}
        for row in chunk:
            cursor[row.fate] += 1
        yield Step(done=cursor["next"], cursor=cursor)
    while (start := cursor["managers"]) < len(rows):
        _set_managers(rows[start : start + size], staff_file)
        cursor = {**cursor, "managers": start + size}
        yield Step(cursor=cursor)
    yield Step(result={**{fate.value: cursor[fate] for fate in Fate}, "absent": judgement.absent})


def _write(rows: list[Row], staff_file: StaffFile) -> None:
    """One step's rows, in a fixed number of queries."""
    try:
        _write_rows([row for row in rows if not row.is_refused], staff_file)
    except IntegrityError as clash:  # between judging and writing somebody took a number, an address or a phone
        raise JobRefused(
            _("Somebody else changed these people at the same moment. Hand the list in again: what is written stays.")
        ) from clash


def _write_rows(rows: list[Row], staff_file: StaffFile) -> None:
    institution, on = staff_file.institution, staff_file.as_of
    new = [row for row in rows if row.person is None]
    for row in new:
        # an Arabic name alone, or a Latin one, says in which language to greet
        language = "ar" if row.writes.get("given_ar") or not row.writes.get("first_name") else "fr"
        row.person = User(username=f"{institution.short}-{row.number}", **{"language": language, **row.writes})
        row.person.password = UNUSABLE_PASSWORD_PREFIX + token_hex(20)  # one draw; Django's own makes forty
    User.objects.bulk_create([row.person for row in new])

    numbers = {row.manager for row in rows if row.manager}
    managers = _people_of(numbers, staff_file) | {row.number: row.person.pk for row in new}
    fresh = {row.line for row in new}
    known = [row for row in rows if row.line not in fresh]
    for row in known:
        for name, value in row.writes.items():
            setattr(row.person, name, value)
    if renamed := [row.person for row in known if row.writes]:
        names = sorted({name for row in known for name in row.writes})
        User.objects.bulk_update(renamed, names)

    ended, amended, opened = [], [], []
    for row in rows:
        post = row.post
        if row.opens and post is not None and post.from_on >= row.starts_on:
            # begun the same day: corrected in place, a post of no days would say nothing
            post.branch, post.province, post.profile = row.branch, row.province, row.profile
            post.to_on, post.source = row.ends_on or post.to_on, staff_file
            amended.append(post)
        elif row.opens:
            if post is not None and (post.to_on is None or post.to_on >= row.starts_on):
                post.to_on = row.starts_on - timedelta(days=1)
                ended.append(post)
            opened.append(
                Post(
                    person=row.person,
                    institution=institution,
                    branch=row.branch,
                    province=row.province,
                    profile=row.profile,
                    manager_id=managers.get(row.manager) or (post.manager_id if post else None),
                    staff_number=row.number,
                    from_on=row.starts_on,
                    to_on=row.ends_on,
                    source=staff_file,
                )
            )
        elif "to_on" in row.changes:
            post.to_on = row.ends_on
            ended.append(post)
    Post.objects.bulk_update(ended, ["to_on"])
    Post.objects.bulk_update(amended, ["branch", "province", "profile", "to_on", "source"])
    Post.objects.bulk_create(opened)
    touched = {post.person_id for post in [*ended, *amended, *opened]}
    announce_many("post.changed", [{"person": pk} for pk in sorted(touched)])
    notify_many(
        [row.person for row in new if row.person.email and (row.ends_on is None or row.ends_on >= on)],
        "people_welcome",
        key=lambda person: f"people_welcome:{person.pk}",
        says=lambda person: {"institution": institution.code},
    )


def _set_managers(rows: list[Row], staff_file: StaffFile) -> None:
    """Those named further down the list than their people, and those that changed."""
    rows = [row for row in rows if row.manager and not row.is_refused]
    posts = _posts_in_force(staff_file).filter(staff_number__in=[row.number for row in rows])
    mine = {post.staff_number.upper(): post for post in posts}
    managers = _people_of({row.manager for row in rows}, staff_file)
    changed = []
    for row in rows:
        post, manager = mine.get(row.number), managers.get(row.manager)
        if post and manager and post.manager_id != manager:
            post.manager_id = manager
            changed.append(post)
    Post.objects.bulk_update(changed, ["manager"])
    announce_many("post.changed", [{"person": post.person_id} for post in changed])


def _posts_in_force(staff_file: StaffFile):
    return Post.objects.in_force(on=staff_file.as_of).filter(institution=staff_file.institution)


def _people_of(numbers: set[str], staff_file: StaffFile) -> dict[str, int]:
    posts = _posts_in_force(staff_file).filter(staff_number__in=numbers)
    return {number.upper(): person for number, person in posts.values_list("staff_number", "person")}


@daily.register("people.staff_files", order=50)
def forget_staff_files(today: date) -> None:
    """The files and refused rows go after some days; what was written stays, with its origin."""
    oldest = timezone.now() - timedelta(days=policy("accounts.staff_file_kept_days", on=today))
    StaffFile.objects.filter(handed_in_at__lt=oldest).exclude(content=b"").update(
        content=b"", refused=[], corrections={}
    )
