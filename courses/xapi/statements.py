"""What does a statement mean? The one place that knows.

A single question ends with its own ``answered``. A container (question set, video, book) sends ``answered`` for every
question inside it, and only its own ``completed`` ends it. A statement is about something inside when it names a
parent or when the object's id carries a ``subContentId``. Fill-in and drag-text answers say no ``success``: then the
score is compared with its maximum. Everything else a player says (``attempted``, ``interacted``, ``progressed`` …)
is accepted and tells us nothing.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

VERB = re.compile(r"^https?://\S+/(?P<verb>[a-z-]+)/?$")
LONGEST_RESPONSE = 10_000  # characters; what an essay would need
DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$")
INTERACTIONS = {
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other",
}  # fmt: skip


class MalformedStatement(Exception):
    """Not an xAPI 1.0.3 statement we accept; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Statement:
    key: str  # what its sender calls it: sent twice, it counts once
    verb: str
    item: str  # the question inside the activity; empty = the activity itself
    ends: bool  # the activity itself is handed in
    score: float | None  # 0–1; None when unmarked
    passed: bool | None  # None when unmarked
    response: str
    expected: tuple[str, ...]
    interaction: str
    seconds: float | None

    @classmethod
    def parse(cls, raw: Any) -> "Statement":
        """Raise MalformedStatement unless ``raw`` is a statement a player may send."""
        raw = _mapping(raw, "statement")
        verb = _verb(_mapping(raw.get("verb"), "verb"))
        thing = _mapping(raw.get("object"), "object")
        if thing.get("objectType", "Activity") != "Activity":
            raise MalformedStatement("object is not an activity")
        definition = _mapping(thing.get("definition", {}), "definition")
        result = _mapping(raw.get("result", {}), "result")
        item = _item(_text(thing.get("id"), "object.id", 2000), _has_parent(raw))
        score = _score(_mapping(result.get("score", {}), "score"))
        interaction = definition.get("interactionType", "")
        return cls(
            key=_key(raw.get("id")),
            verb=verb,
            item=item if verb == "answered" else "",
            ends=not item and verb in {"answered", "completed"},
            score=score,
            passed=_passed(result, score),
            response=_response(result),
            expected=_expected(definition),
            interaction=interaction if interaction in INTERACTIONS else "",
            seconds=_seconds(result.get("duration")),
        )


def _mapping(value, what) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedStatement(f"{what} is not an object")
    return value


def _text(value, what, longest) -> str:
    if not isinstance(value, str) or not value or len(value) > longest:
        raise MalformedStatement(f"{what} is not a text of 1–{longest} characters")
    return value


def _key(said) -> str:
    try:
        return str(UUID(_text(said, "id", 50)))
    except ValueError as error:
        raise MalformedStatement("id is not a UUID") from error


def _verb(verb) -> str:
    found = VERB.match(_text(verb.get("id"), "verb.id", 300))
    if not found:
        raise MalformedStatement("verb.id is not an address")
    return found["verb"]


def _has_parent(raw) -> bool:
    context = _mapping(raw.get("context", {}), "context")
    around = _mapping(context.get("contextActivities", {}), "contextActivities")
    return bool(around.get("parent"))


def _item(object_id: str, has_parent: bool) -> str:
    """The question's own id inside its activity; empty when the statement is about the activity itself."""
    try:
        query = parse_qs(urlsplit(object_id).query)
    except ValueError as error:
        raise MalformedStatement("object.id is not an address") from error
    sub = query.get("subContentId", [""])[0]
    return (sub or (object_id if has_parent else ""))[-100:]


def _number(value, what) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise MalformedStatement(f"{what} is not a number")
    return float(value)


def _score(score) -> float | None:
    if not score:
        return None
    if "raw" in score and "max" in score:
        raw, most = _number(score["raw"], "score.raw"), _number(score["max"], "score.max")
        if most < 0 or raw > most:
            raise MalformedStatement("score.raw is over score.max")
        return max(0.0, raw / most) if most else None
    if "scaled" in score:
        scaled = _number(score["scaled"], "score.scaled")
        if not -1 <= scaled <= 1:
            raise MalformedStatement("score.scaled is outside -1–1")
        return max(0.0, scaled)
    return None


def _passed(result, score) -> bool | None:
    if "success" in result and result["success"] is not None:
        if not isinstance(result["success"], bool):
            raise MalformedStatement("result.success is not true or false")
        return result["success"]
    return None if score is None else score >= 1


def _response(result) -> str:
    response = result.get("response", "")
    if not isinstance(response, str):
        raise MalformedStatement("result.response is not a text")
    return response[:LONGEST_RESPONSE]


def _expected(definition) -> tuple[str, ...]:
    expected = definition.get("correctResponsesPattern", [])
    if not isinstance(expected, list) or not all(isinstance(one, str) for one in expected):
        raise MalformedStatement("correctResponsesPattern is not a list of texts")
    return tuple(one[:1000] for one in expected[:50])


def _seconds(duration) -> float | None:
    if duration is None:
        return None
    found = DURATION.match(duration) if isinstance(duration, str) else None
    if not found:
        raise MalformedStatement("result.duration is not an ISO 8601 duration")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds
