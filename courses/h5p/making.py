"""Packages made from our own exercises: the same question in, the same bytes out.

``make("order", "…", "ar", {"task": "<p>…</p>", "items": ["first", "second"]})`` gives a whole ``.h5p`` file, content
and libraries, that any H5P platform can open. The words of its buttons travel inside, in its language.
"""

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from courses.h5p.packages import Known, Version

FOLDER = Path(__file__).parent / "libraries"
KINDS = {"choice": "H5P.TakwinChoice", "order": "H5P.TakwinOrder", "gaps": "H5P.TakwinGaps"}
MADE_ON = (2026, 1, 1, 0, 0, 0)  # of every member, so that equal contents are equal bytes
QUESTIONS = uuid.UUID("6f0b7d2e-5a53-4c51-9d5c-0f5a4f2f8f0b")  # namespace of the ids of questions inside a set

COMMON_WORDS = {
    "ar": {
        "name": "تمرين",
        "check": "تحقق من الجواب",
        "retry": "محاولة أخرى",
        "again": "من البداية",
        "solution": "عرض الجواب الصحيح",
        "right": "صحيح",
        "nearly": "كله تقريبا صحيح",
        "notYet": "ليس بعد",
        "score": "النتيجة: {score} من {max}",
        "rightAnswer": "صحيح",
        "wrongAnswer": "غير صحيح",
    },
    "fr": {
        "name": "Exercice",
        "check": "Vérifier",
        "retry": "Réessayer",
        "again": "Recommencer",
        "solution": "Voir la bonne réponse",
        "right": "C’est juste",
        "nearly": "Presque tout est juste",
        "notYet": "Pas encore",
        "score": "Résultat : {score} sur {max}",
        "rightAnswer": "Juste",
        "wrongAnswer": "Pas juste",
    },
    "en": {
        "name": "Exercise",
        "check": "Check",
        "retry": "Try again",
        "again": "Start over",
        "solution": "Show the right answer",
        "right": "Right",
        "nearly": "Nearly all right",
        "notYet": "Not yet",
        "score": "Result: {score} of {max}",
        "rightAnswer": "Right",
        "wrongAnswer": "Not right",
    },
}
WORDS = {
    "choice": {
        "ar": {
            "incomplete": "اختر جوابا أولا.",
            "count": "السؤال {number} من {total}",
            "several": "قد يكون أكثر من جواب صحيحا.",
            "notRight": "ليس هذا",
            "next": "السؤال التالي",
            "finish": "عرض النتيجة",
        },
        "fr": {
            "incomplete": "Choisissez d’abord une réponse.",
            "count": "Question {number} sur {total}",
            "several": "Plusieurs réponses peuvent être justes.",
            "notRight": "Pas tout à fait",
            "next": "Question suivante",
            "finish": "Voir le résultat",
        },
        "en": {
            "incomplete": "Choose an answer first.",
            "count": "Question {number} of {total}",
            "several": "More than one answer may be right.",
            "notRight": "Not quite",
            "next": "Next question",
            "finish": "Show the result",
        },
    },
    "order": {
        "ar": {
            "incomplete": "حرك مرحلة واحدة على الأقل أولا.",
            "up": "إلى الأعلى: {item}",
            "down": "إلى الأسفل: {item}",
            "moved": "{item}: المكان {place} من {total}",
            "rightPlace": "في مكانها",
            "wrongPlace": "ليست في مكانها",
            "place": "المكان {place}",
        },
        "fr": {
            "incomplete": "Déplacez d’abord au moins une étape.",
            "up": "Monter : {item}",
            "down": "Descendre : {item}",
            "moved": "{item} : place {place} sur {total}",
            "rightPlace": "À sa place",
            "wrongPlace": "Pas à sa place",
            "place": "Place {place}",
        },
        "en": {
            "incomplete": "Move at least one step first.",
            "up": "Move up: {item}",
            "down": "Move down: {item}",
            "moved": "{item}: place {place} of {total}",
            "rightPlace": "In its place",
            "wrongPlace": "Not in its place",
            "place": "Place {place}",
        },
    },
    "gaps": {
        "ar": {
            "incomplete": "املأ كل الفراغات أولا.",
            "bank": "الكلمات",
            "filled": "{word} في الفراغ {number}",
            "gapFull": "الفراغ {number}: {word}",
            "gapEmpty": "الفراغ {number}، فارغ",
        },
        "fr": {
            "incomplete": "Remplissez d’abord tous les espaces.",
            "bank": "Mots à placer",
            "filled": "{word} placé dans l’espace {number}",
            "gapFull": "Espace {number} : {word}",
            "gapEmpty": "Espace {number}, vide",
        },
        "en": {
            "incomplete": "Fill all the gaps first.",
            "bank": "Words to place",
            "filled": "{word} put in gap {number}",
            "gapFull": "Gap {number}: {word}",
            "gapEmpty": "Gap {number}, empty",
        },
    },
}


class BadParams(ValueError):
    """The params do not make an exercise of that kind; the text says why."""


@dataclass(frozen=True)
class Own:
    """A library whose source is ours."""

    known: Known
    patch: int
    title: str
    preloaded_js: tuple[str, ...]
    preloaded_css: tuple[str, ...]
    files: Mapping[str, bytes]

    @property
    def version(self) -> Version:
        return self.known.version

    @property
    def runnable(self) -> bool:
        return self.known.runnable

    @property
    def needs(self) -> tuple[Version, ...]:
        return self.known.needs


@cache
def sources() -> dict[str, Own]:
    """Our libraries by machine name, as they stand in the source."""
    return {own.version.name: own for own in map(_read, sorted(FOLDER.iterdir())) if own}


def make(kind: str, title: str, language: str, params: Mapping[str, Any]) -> bytes:
    """A ``.h5p`` file of one of KINDS. Raises BadParams."""
    main = sources()[KINDS[kind]]
    libraries = [*(sources()[need.name] for need in main.needs), main]
    said = _checked(kind, params)
    said["l10n"] = {**COMMON_WORDS[language], **WORDS[kind][language], **params.get("l10n", {})}
    manifest = {
        "title": title,
        "language": language,
        "mainLibrary": main.version.name,
        "embedTypes": ["div"],
        "license": "U",
        "defaultLanguage": language,
        "preloadedDependencies": [
            {"machineName": v.name, "majorVersion": v.major, "minorVersion": v.minor}
            for v in (library.version for library in libraries)
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _add(archive, "h5p.json", _json(manifest))
        _add(archive, "content/content.json", _json(said))
        for library in libraries:
            for path, data in library.files.items():
                _add(archive, f"{library.version}/{path}", data)
    return buffer.getvalue()


def _checked(kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(params)
    if kind == "choice":
        if not said.get("questions"):
            raise BadParams("a choice needs questions")
        said["questions"] = [_question(i, question) for i, question in enumerate(said["questions"])]
    elif kind == "order":
        if len(said.get("items", [])) < 2:
            raise BadParams("an order needs two items or more")
    elif said.get("text", "").count("*") < 2 or said["text"].count("*") % 2:
        raise BadParams("a text with gaps needs *words* between pairs of stars")
    return said


def _question(number: int, question: Mapping[str, Any]) -> dict[str, Any]:
    right = sum(bool(answer.get("correct")) for answer in question["answers"])
    if len(question["answers"]) < 2 or not right or (question.get("single", True) and right != 1):
        raise BadParams(f"question {number + 1} needs two answers or more, and one right answer when it is single")
    return {
        "single": True,
        "subContentId": str(uuid.uuid5(QUESTIONS, f"{number} {question['question']}")),
        **question,
    }


def _read(folder: Path) -> Own | None:
    if not (folder / "library.json").exists():
        return None
    said = json.loads((folder / "library.json").read_text("utf-8"))
    return Own(
        known=Known(
            _version(said), bool(said["runnable"]), tuple(map(_version, said.get("preloadedDependencies", [])))
        ),
        patch=said["patchVersion"],
        title=said["title"],
        preloaded_js=tuple(entry["path"] for entry in said["preloadedJs"]),
        preloaded_css=tuple(entry["path"] for entry in said["preloadedCss"]),
        files={path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()},
    )


def _version(said: Mapping[str, Any]) -> Version:
    return Version(said["machineName"], said["majorVersion"], said["minorVersion"])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _add(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    info = zipfile.ZipInfo(path, MADE_ON)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o100644 << 16
    archive.writestr(info, data)
