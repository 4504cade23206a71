import json

import pytest

from competencies.framework import DATA
from competencies.words import SYNONYMS, lexicon

FRAMEWORK = json.loads((DATA / "competency_framework.json").read_text(encoding="utf-8"))
PLACES = (
    ("MA/03", ("فاس - مكناس", "Fès-Meknès", "Fez-Meknes")),
    ("MA/03/231", ("فاس", "Fès", "Fez")),
    ("MA/04/291", ("الخميسات", "Khémisset", "Khemisset")),
)


def known():
    competencies = tuple(
        (c["code"], tuple(c["name"].values()), tuple(c["definition"].values()))
        for domain in FRAMEWORK["domains"]
        for c in domain["competencies"]
    )
    return lexicon(competencies, PLACES)


def codes(text):
    return [wish.codes for wish in known().read(text).wishes]


@pytest.mark.parametrize(
    "text", ["تحصيل", "التَّحصيل", "recouvrement", "Recouvrements", "collection", "debt collection", "por 03", "POR-03"]
)
def test_one_skill_in_any_language_and_spelling_is_one_code(text):
    assert codes(text) == [("POR-03",)]


def test_every_reviewed_word_leads_to_its_codes_in_each_language():
    entries = json.loads(SYNONYMS.read_text(encoding="utf-8"))["entries"]
    astray = [
        (text, entry["codes"], codes(text))
        for entry in entries
        for language in ("ar", "fr", "en")
        for text in entry[language]
        if len(codes(text)) != 1 or not set(entry["codes"]) <= set(codes(text)[0])
    ]
    assert astray == []


def test_every_name_of_the_framework_is_its_own_code():
    astray = [
        (name, codes(name))
        for domain in FRAMEWORK["domains"]
        for competency in domain["competencies"]
        for name in competency["name"].values()
        if (competency["code"],) not in codes(name)
    ]
    assert astray == []


def test_two_skills_are_two_wishes_and_neighbouring_words_narrow_each_other():
    assert codes("تحصيل ودي وفلاحة") == [("POR-03",), ("PRD-02",)]
    assert codes("recouvrement amiable") == [("POR-03",)]
    assert codes("recouvrement, fraude") == [("POR-03",), ("RIS-05",)]


def test_a_place_among_the_words_is_a_place_however_it_is_written():
    for text in ("recouvrement Khemisset", "collection khémisset", "تحصيل الخميسات", "تحصيل بالخميسات"):
        reading = known().read(text)
        assert [place.path for place in reading.places] == ["MA/04/291"]
        assert [wish.codes for wish in reading.wishes] == [("POR-03",)]
    assert [place.path for place in known().read("فاسمكناس").places] == ["MA/03"]


def test_a_slip_of_the_keyboard_is_forgiven_and_nonsense_is_said_to_be_unknown():
    assert codes("recouvremant") == [("POR-03",)]
    reading = known().read("recouvrement zzyzx")
    assert (reading.unknown, [wish.codes for wish in reading.wishes]) == (("zzyzx",), [("POR-03",)])
