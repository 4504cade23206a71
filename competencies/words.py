"""Which competencies does somebody mean by these words?

Words in Arabic, French or English land on the same codes. Asked in this order: a code itself (POR-03), the reviewed
list ``data/synonyms.json``, whole names of the framework, places, then single words of the names and at last of the
definitions. The longest phrase wins. Neighbouring single words narrow each other down: *recouvrement amiable* is one
wish. What nobody knows is handed back, so that the page can say so.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from people.spelling import fold, stem
from people.trilingual import TONGUES

SYNONYMS = Path(__file__).parent / "data" / "synonyms.json"
CODE = re.compile(r"\b([A-Za-z]{3})[\s_-]?(\d{2})\b")
SEPARATOR = re.compile(r"[,;،؛+\n]")
TOO_COMMON = 6  # a word in more names than this tells nothing alone
NEAR = 0.84  # of difflib: one letter wrong in six
_STOP = (
    "a an and at by for from in into is it of on or the to with who niveau level personne someone "
    "au aux avec d dans de des du en et l la le les ou par pour qui sur un une "
    "او اي التي الذي الي انا بعد ثم على علي عن في فوق كل لا ما مع من منذ هو هي و يعرف مستوي شخص"
)
STOP = frozenset(_STOP.split())


@dataclass(frozen=True)
class Wish:
    """One thing looked for: any of these codes will do."""

    words: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    words: str
    path: str


@dataclass(frozen=True)
class Reading:
    wishes: tuple[Wish, ...] = ()
    places: tuple[Place, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass
class Lexicon:
    """Folded words to codes, one table per source; the sources are asked in turn."""

    reviewed: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    names: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)
    name_words: dict[str, set[str]] = field(default_factory=dict)
    definition_words: dict[str, set[str]] = field(default_factory=dict)

    def read(self, text: str) -> Reading:
        wishes: list[tuple[str, set[str], bool]] = []  # words, codes, may be narrowed by a neighbour
        places, unknown = [], []
        for clause in SEPARATOR.split(text):
            self._clause(clause, wishes, places, unknown)
            wishes = [(words, codes, False) for words, codes, _open in wishes]
        merged: dict[tuple[str, ...], str] = {}
        for words, codes, _open in wishes:
            merged.setdefault(tuple(sorted(codes)), words)
        return Reading(tuple(Wish(words, codes) for codes, words in merged.items()), tuple(places), tuple(unknown))

    def _clause(self, clause, wishes, places, unknown):
        for code in CODE.findall(clause):
            name = f"{code[0].upper()}-{code[1]}"
            if any(name in codes for codes in self.names.values()):
                wishes.append((name, {name}, False))
                clause = re.sub(rf"(?i)\b{code[0]}[\s_-]?{code[1]}\b", " ", clause)
        pairs = [(piece, written) for written in clause.split() for piece in fold(written).split()]
        raw = [written.strip(".:!?؟()\"'«»") for _piece, written in pairs]  # as the person wrote it
        words = [stem(piece) for piece, _written in pairs]
        at = 0
        while at < len(words):
            took = self._phrase(raw, words, at, wishes, places)
            if not took:
                self._word(raw[at], words[at], wishes, unknown)
            at += took or 1

    def _phrase(self, raw, words, at, wishes, places) -> int:
        """The longest known phrase that begins here; how many words it took, 0 = none."""
        for length in range(min(8, len(words) - at), 0, -1):
            for key in _forms(words[at : at + length]):
                if found := self.reviewed.get(key) or self.names.get(key):
                    _add(wishes, _joined(raw[at : at + length]), found, narrows=True)
                    return length
                if path := self.places.get(key):
                    places.append(Place(_joined(raw[at : at + length]), path))
                    return length
        return 0

    def _word(self, raw, word, wishes, unknown):
        if word in STOP or word.isdigit():
            return
        for known in (self.name_words, self.definition_words):
            for (form,) in _forms([word]):
                if found := known.get(form):
                    return _add(wishes, raw, found, narrows=True, alone=len(found) <= TOO_COMMON)
        single = {key[0]: codes for key, codes in self.reviewed.items() if len(key) == 1}
        for known in (single, self.name_words):
            if len(word) > 4 and (near := get_close_matches(word, known, n=1, cutoff=NEAR)):
                return _add(wishes, raw, known[near[0]], narrows=True)
        unknown.append(raw)


def _joined(written: list[str]) -> str:
    return " ".join(dict.fromkeys(written))


def _add(wishes, words, codes, *, narrows, alone=True):
    """Narrow the wish before when both can be meant at once; else it is a wish of its own."""
    if wishes and wishes[-1][2] and wishes[-1][1] & codes:
        before = wishes.pop()
        wishes.append((f"{before[0]} {words}", before[1] & codes, narrows))
    elif alone:
        wishes.append((words, set(codes), narrows))


def _forms(words: list[str]) -> Iterable[tuple[str, ...]]:
    """The words as they are, then without an Arabic *and* before the first and without plural endings."""
    yield tuple(words)
    first = words[0]
    if len(first) > 3 and first[0] in "وبلفك" and not first.isascii():
        yield (stem(first[1:]), *words[1:])
    bare = tuple(_singular(word) for word in words)
    if bare != tuple(words):
        yield bare


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.isascii() and word[-1] in "sx" else word


def _key(text: str) -> tuple[str, ...]:
    return tuple(_singular(stem(word)) for word in fold(text).split())


def _both(text: str) -> set[tuple[str, ...]]:
    """With and without plural endings, so that either spelling of either side meets."""
    return {tuple(stem(word) for word in fold(text).split()), _key(text)}


@lru_cache(maxsize=1)
def _reviewed() -> dict[tuple[str, ...], set[str]]:
    known: dict[tuple[str, ...], set[str]] = {}
    for entry in json.loads(SYNONYMS.read_text(encoding="utf-8"))["entries"]:
        for language in TONGUES:
            for text in entry[language]:
                for key in _both(text):
                    known.setdefault(key, set()).update(entry["codes"])
    return known


@lru_cache(maxsize=2)
def lexicon(competencies: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...], places: tuple) -> Lexicon:
    """``competencies``: (code, names, definitions); ``places``: (path, ways to write it)."""
    made = Lexicon(reviewed=_reviewed())
    for code, names, definitions in competencies:
        for name in names:
            for key in _both(name):
                made.names.setdefault(key, set()).add(code)
        for texts, into in ((names, made.name_words), (definitions, made.definition_words)):
            for word in {form for text in texts for key in _both(text) for form in key}:
                if len(word) > 2 and word not in STOP:
                    into.setdefault(word, set()).add(code)
    common = [word for word, codes in made.definition_words.items() if len(codes) > TOO_COMMON]
    for word in common:
        del made.definition_words[word]
    for path, spellings in places:
        for text in spellings:
            for key in _both(text):
                made.places.setdefault(key, path)
                if len(key) > 1:  # joined words: فاسمكناس
                    made.places.setdefault(("".join(key),), path)
    return made
