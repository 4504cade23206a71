"""A lesson as its reader meets it: blocks in order, players with the state they were left in, words of the trade."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from courses.assignments import Standing, standings
from courses.blocks import HOLDERS
from courses.models import ActivityContent, ActivityState, Enrolment, LessonPage, SyllabusItem

CHARACTER = 1.6  # bytes of a letter in these languages, about
PLAYER = 70_000  # bytes of the H5P player, compressed; fetched once and kept by the browser


@dataclass
class Player:
    """An interactive activity ready to be played; ``content`` None = not made in this language yet."""

    step: SyllabusItem
    content: Any
    state: str
    report_url: str
    state_url: str


@dataclass
class Task:
    """Work to hand in, as it stands with this learner."""

    step: SyllabusItem
    standing: Standing
    is_task = True


@dataclass
class LaidOut:
    parts: list[tuple[Any, Player | Task | None]]  # (block, its player or the work it asks for)
    terms: list[Any] = field(default_factory=list)
    size: int = 0  # bytes to fetch, about: text, pictures, activities; sound and films wait until they are asked for
    has_media: bool = False


def laid_out_lesson(page: LessonPage, enrolment: Enrolment, steps: dict[UUID, SyllabusItem]) -> LaidOut:
    language = page.locale.language_code
    asked = [_activity_of(block) for block in page.body if block.block_type == "h5p"]
    players = _players(enrolment, [steps[pk] for pk in asked if pk in steps], language)
    tasks = _tasks(enrolment, page, steps)
    found = LaidOut([])
    for block in page.body:
        if block.block_type == "h5p":
            player = players.get(_activity_of(block))
            if player is None:  # left the course since the lesson was published
                continue
            found.parts.append((block, player))
        elif block.block_type == "assignment":
            if task := tasks.get(_activity_of(block)):
                found.parts.append((block, task))
        else:
            found.parts.append((block, None))
        if block.block_type == "term":
            found.terms.append(block.value)
        found.has_media |= block.block_type in ("audio", "video")
    found.size = _size(page, players.values())
    return found


def _activity_of(block) -> UUID | None:
    activity = block.value.get(HOLDERS[block.block_type])
    return activity.pk if activity else None


def _tasks(enrolment, page, steps) -> dict[UUID, Task]:
    asked = [_activity_of(block) for block in page.body if block.block_type == "assignment"]
    there = {pk: bool(steps[pk].passed) for pk in asked if pk in steps}
    if not there:
        return {}
    return {pk: Task(steps[pk], standing) for pk, standing in standings(enrolment, there).items()}


def _players(enrolment, steps, language) -> dict[UUID, Player]:
    ids = [step.activity_id for step in steps]
    if not ids:
        return {}
    contents = {
        made.activity_id: made.content
        for made in ActivityContent.objects.filter(activity__in=ids, language=language).select_related(
            "content__library"
        )
    }
    states = {
        state.activity_id: state
        for state in ActivityState.objects.filter(enrolment=enrolment, activity__in=ids, language=language)
    }

    def player(step):
        content, state = contents.get(step.activity_id), states.get(step.activity_id)
        kept = state.data if state and content and state.content == content.pk else ""
        where = [enrolment.pk, step.activity_id]
        report, keep = reverse("courses:xapi-inbox", args=where), reverse("courses:h5p-state", args=where)
        return Player(step, content, kept, report, keep)

    return {step.activity_id: player(step) for step in steps}


def _size(page, players) -> int:
    """What a first visit fetches beside the frame of the site, in bytes."""
    pictures = [block.value["image"] for block in page.body if block.block_type == "figure" and block.value["image"]]
    contents = [player.content for player in players if player.content]
    played = sum(sum(content.files.values()) for content in contents) + (PLAYER if contents else 0)
    text = len(str(page.body.raw_data)) * CHARACTER
    return int(text + sum(picture.file_size or 0 for picture in pictures) + played)


def weight(page: LessonPage) -> int:
    """What a phone fetches for this lesson, in bytes: as its reader is told before they open it."""
    asked = [pk for block in page.body if block.block_type == "h5p" and (pk := _activity_of(block))]
    made = ActivityContent.objects.filter(activity__in=asked, language=page.locale.language_code)
    players = [Player(None, one.content, "", "", "") for one in made.select_related("content")] if asked else []
    return _size(page, players)
