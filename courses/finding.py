"""Finding a course by words, in three languages.

A word is folded (Arabic letters, French accents, case) and reduced to its roots by people/spelling.py, on both sides
alike. All words asked for must be found, in any of a course's places; the place of the best match says why the course is
shown, and in that order: its code, its title, a competency it gives, a module, its certificate. A word may be the
beginning of one in the title, for those who are still typing.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from courses.models import Course, CourseGain, CourseModule
from people.charges import Rows
from people.spelling import fold, roots, tokens
from people.trilingual import TONGUES, tongue

LONGEST = 80  # characters looked at
SHORTEST = 3  # letters that may be the beginning of a word
CODE, TITLE, GAIN, MODULE, AWARD = range(5)
EXACT, ROOT, BEGINNING = 0, 1, 2  # how well a word was met: the smaller, the better


@dataclass(frozen=True)
class Found:
    course: Course
    place: int
    words: str  # the text of that place, in the reader's language; empty = the title or the code itself
    rank: tuple

    @property
    def why(self) -> str:
        """Why it is shown, when the title does not say it."""
        match self.place:
            case 2:
                return _("Gives: %(words)s") % {"words": self.words}
            case 3:
                return _("Module: %(words)s") % {"words": self.words}
            case 4:
                return _("Certificate: %(words)s") % {"words": self.words}
        return ""


def with_words(courses):
    """All that a course is found by, read in the question that reads the courses."""
    names = {code: F(f"title_{code}") for code in TONGUES}
    modules = CourseModule.objects.filter(course=OuterRef("pk")).order_by().values("course")
    gained = {code: F(f"competency__name_{code}") for code in TONGUES} | {"code": F("competency__code")}
    gains = CourseGain.objects.filter(course=OuterRef("pk")).order_by().values("course")
    return courses.annotate(
        module_words=Subquery(modules.annotate(rows=Rows(JSONObject(**names))).values("rows")),
        gain_words=Subquery(gains.annotate(rows=Rows(JSONObject(**gained))).values("rows")),
    )


def find(courses: list[Course], words: str) -> list[Found]:
    """The courses that answer, the best first; each read ``with_words``."""
    asked = tokens(words[:LONGEST])
    if not asked:
        return []
    found = [hit for course in courses if (hit := _match(course, asked)) is not None]
    return sorted(found, key=lambda hit: (hit.rank, not hit.course.is_open, hit.course.code))


def _match(course: Course, asked: list[str]) -> Found | None:
    best: dict[str, tuple] = {}  # word → (place, how, text)
    for place, said in _places(course):
        for text in said.values():
            folded, reduced = _read(text)
            for word in asked:
                how = _how(word, folded, reduced, may_begin=place in (CODE, TITLE))
                if how is not None and (place, how) < best.get(word, (9, 9))[:2]:
                    best[word] = (place, how, said)
    if len(best) < len(asked):
        return None
    place, _how_well, said = max(best.values(), key=lambda met: met[:2])
    shown = next((said[code] for code in (tongue(), *TONGUES) if said.get(code)), "")
    ranks = sorted((met[:2] for met in best.values()), reverse=True)
    return Found(course, place, shown if place > TITLE else "", tuple(ranks))


def _places(course: Course):
    yield CODE, {"code": course.code.replace("-", " ") + " " + course.code.replace("-", "")}
    yield TITLE, {code: getattr(course, f"title_{code}") for code in TONGUES}
    for said in course.gain_words or ():
        yield GAIN, {code: said[code] for code in (*TONGUES, "code")}
    for said in course.module_words or ():
        yield MODULE, said
    yield AWARD, {code: getattr(course, f"certificate_{code}") for code in TONGUES}


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[frozenset, frozenset]:
    words = frozenset(tokens(text)) | frozenset(fold(text).split())
    return words, frozenset(root for word in words for root in roots(word))


def _how(word: str, folded, reduced, *, may_begin: bool) -> int | None:
    if word in folded:
        return EXACT
    if not reduced.isdisjoint(roots(word)):
        return ROOT
    if may_begin and len(word) >= SHORTEST and any(one.startswith(word) for one in folded):
        return BEGINNING
    return None
