"""Files as other tools write them."""

import io
import zipfile

import pytest

from courses.exams import records
from courses.exams.formats import FORMATS, Unreadable, guess, read
from tests.courses.exams.formats.asking import by_key, every, holds, noted, only, refused, sample, taken

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def package(**files) -> bytes:
    """A QTI package with these files; the manifest names every item."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
        named = "".join(
            f'<resource identifier="r{n}" type="imsqti_item_xmlv2p1" href="{name}"/>'
            for n, name in enumerate(name for name in files if name.endswith(".xml"))
        )
        made.writestr("imsmanifest.xml", f"<manifest><resources>{named}</resources></manifest>")
    return held.getvalue()


def item(body: str, *declared: str, more="") -> bytes:
    return (
        f'<assessmentItem identifier="I1">{"".join(declared)}<itemBody>{body}</itemBody>{more}</assessmentItem>'
    ).encode()


def declares(name="R", cardinality="single", base="identifier", right=(), mapping="") -> str:
    values = "".join(f"<value>{value}</value>" for value in right)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def one(content: bytes) -> dict:
    found = taken(content, "item.xml")
    assert not found.refused, found.refused
    return found.records[0]


# Moodle


def test_moodle_questions_come_in_each_as_its_kind():
    found = taken(sample("moodle.xml"), "moodle.xml")
    kinds = {record["key"]: record["kind"] for record in found.records}
    assert kinds == {
        "POR-Q1": "single",
        "Pièces": "multiple",
        "VF-1": "true_false",
        "Capitale": "short",
        "Intérêt": "numeric",
        "Bilan": "match",
        "Étapes": "order",
        "Texte-à-trous": "gaps",
        "Cas-Fatima": "case",
        "Mots-manquants": "gaps",
    }
    assert set(refused(found)) == {"Rédaction", "Calcul", "Carte", "Sans bonne réponse", "Image absente"}
    assert "another site" in refused(found)["Image absente"]
    holds(found, "moodle")


def test_moodle_html_is_text_with_its_picture_and_without_scripts():
    found = taken(sample("moodle.xml"), "moodle.xml")
    first = by_key(found)["POR-Q1"]
    assert first["stem"] == {"fr": "Que mesure le PAR 30\xa0?\n\n![par-30]"}
    assert first["pictures"][0]["alt"] == {"fr": "Courbe du PAR"} and list(found.files) == [
        first["pictures"][0]["file"]
    ]
    assert (first["points"], first["difficulty"], found.hints["POR-Q1"][0]) == (2, 3, "POR-01")
    assert by_key(found)["Intérêt"]["stem"] == {"fr": r"Calculez $\frac{1000 \times 3}{100}$."}
    assert by_key(found)["Intérêt"]["numeric"] == {"value": "30", "tolerance": "0.5", "unit": {"fr": "DH"}}


def test_moodle_embedded_answers_are_gaps_or_a_case():
    found = by_key(taken(sample("moodle.xml"), "moodle.xml"))
    assert found["Texte-à-trous"]["text"] == {"fr": "La capitale est [[1]] et la monnaie [[2]]."}
    case = found["Cas-Fatima"]
    assert case["stem"] == {"fr": "Fatima emprunte 5 000 DH sur 10 mois."}
    assert [(p["kind"], p["points"]) for p in case["parts"]] == [("numeric", 2), ("multiple", 1)]
    assert case["parts"][0]["numeric"]["tolerance"] == "5"


def test_moodle_names_what_is_lost():
    said = noted(taken(sample("moodle.xml"), "moodle.xml"))
    assert ("POR-Q1 · Taux de remboursement", "Its hints were not carried over.") in said
    assert ("Consigne", "A description asks nothing: it was left out.") in said
    assert any(which == "Capitale" and "half-right" in sentence for which, sentence in said)


# GIFT


def test_gift_questions_come_in_each_as_its_kind():
    found = taken(sample("questions.gift"), "questions.gift")
    kinds = {record["key"]: record["kind"] for record in found.records}
    assert kinds == {
        "G-1": "single",
        "Q2": "multiple",
        "Q3": "true_false",
        "Q4": "true_false",
        "Deux-plus-deux": "short",
        "Q6": "numeric",
        "Q7": "numeric",
        "Q8": "numeric",
        "Q9": "match",
        "Q10": "single",
        "Q14": "single",
    }
    assert set(refused(found)) == {"Q11", "Q12", "Q13"}
    holds(found, "gift")


def test_gift_escapes_ranges_feedback_and_missing_words():
    found = by_key(taken(sample("questions.gift"), "questions.gift"))
    assert found["Q3"]["stem"] == {"fr": "1 = 1"}
    assert found["G-1"]["options"][0]["feedback"] == {"fr": "Oui : la capitale"}
    assert found["G-1"]["feedback"] == {"fr": "Rabat depuis 1912."}
    assert (found["Q7"]["numeric"]["value"], found["Q7"]["numeric"]["tolerance"]) == ("3", "2")
    assert found["Q10"]["stem"] == {"fr": "Mahomet est né à _____ en 571."}
    assert [o["correct"] for o in found["Q4"]["options"]] == [False, True]
    assert found["Q4"]["options"][0]["feedback"] == {"fr": "Il est très chaud."}


# QTI


def test_qti_of_tao_comes_in_with_its_picture():
    assert "not in the file" in next(iter(refused(taken(sample("tao.xml"), "tao.xml")).values()))
    found = taken(package(**{"i/q.xml": sample("tao.xml"), "i/assets/livret.png": PNG}), "q.zip")
    record = found.records[0]
    assert (record["key"], record["kind"], record["points"]) == ("i65f1c0ffee0001", "multiple", 2)
    assert record["stem"]["fr"].startswith("Une cliente veut épargner 100\xa0DH par mois.\n\n![livret]")
    assert record["stem"]["fr"].endswith("Que lui proposer ?")
    assert [o["correct"] for o in record["options"]] == [True, False, True]
    assert record["options"][1]["feedback"] == {"fr": "Elle veut épargner."}
    assert record["options"][2]["text"] == {"fr": r"Un plan d’épargne, formule $\frac{1}{2}$"}
    holds(found, "qti21")


def test_qti_3_with_several_interactions_is_a_case():
    record = one(sample("three.xml"))
    assert record["kind"] == "case" and record["stem"] == {"fr": "Karim vend des légumes au souk."}
    assert [p["kind"] for p in record["parts"]] == ["single", "numeric", "order"]
    assert record["parts"][1]["numeric"] == {"value": "12.5", "tolerance": "0.5", "unit": {"fr": "%"}}
    assert [i["key"] for i in record["parts"][2]["items"]] == ["s2", "s1", "s3"]


def test_qti_words_in_gaps_however_they_are_filled():
    inline = '<p>Le <inlineChoiceInteraction responseIdentifier="R"><inlineChoice identifier="a">chat</inlineChoice><inlineChoice identifier="b">chien</inlineChoice></inlineChoiceInteraction> miaule.</p>'
    record = one(item(f"<p>Complétez.</p>{inline}", declares(right=["a"])))
    assert (
        record["kind"] == "gaps"
        and record["stem"] == {"fr": "Complétez."}
        and record["text"] == {"fr": "Le [[1]] miaule."}
    )

    typed = '<p>Paris est en <textEntryInteraction responseIdentifier="R"/>, Rabat au <textEntryInteraction responseIdentifier="S"/>.</p>'
    record = one(item(typed, declares(base="string", right=["France"]), declares("S", base="string", right=["Maroc"])))
    assert [gap["accepted"] for gap in record["gaps"]] == [{"fr": ["France"]}, {"fr": ["Maroc"]}]

    dragged = '<gapMatchInteraction responseIdentifier="R"><gapText identifier="w1">chat</gapText><gapText identifier="w2">chien</gapText><p>Le <gap identifier="g1"/> aboie.</p></gapMatchInteraction>'
    record = one(
        item(f"<p>Glissez.</p>{dragged}", declares(cardinality="multiple", base="directedPair", right=["w2 g1"]))
    )
    assert [c["correct"] for c in record["gaps"][0]["choices"]] == [False, True]


def test_qti_short_answers_take_all_that_earn_most():
    mapping = '<mapping><mapEntry mapKey="dirham" mappedValue="2"/><mapEntry mapKey="MAD" mappedValue="2"/><mapEntry mapKey="euro" mappedValue="1"/></mapping>'
    asked = '<p>La monnaie ? <textEntryInteraction responseIdentifier="R"/></p>'
    found = taken(item(asked, declares(base="string", right=["dirham"], mapping=mapping)), "q.xml")
    assert found.records[0]["accepted"] == {"fr": ["dirham", "MAD"]}
    assert any("half-right" in said.sentence for said in found.notes)


def test_qti_associations_are_pairs():
    choices = "".join(
        f'<simpleAssociableChoice identifier="{k}" matchMax="1">{k}</simpleAssociableChoice>' for k in "ABCDE"
    )
    asked = f'<associateInteraction responseIdentifier="R"><prompt>Associez.</prompt>{choices}</associateInteraction>'
    record = one(item(asked, declares(cardinality="multiple", base="pair", right=["A B", "C D"])))
    assert [(p["text"]["fr"], p["with"]["fr"]) for p in record["pairs"]] == [("A", "B"), ("C", "D")]
    assert [row["text"]["fr"] for row in record["extra"]] == ["E"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('<hotspotInteraction responseIdentifier="R"/>', "choosing a place on a picture"),
        ('<p>Racontez.</p><extendedTextInteraction responseIdentifier="R"/>', "essay"),
        ("<p>Rien.</p>", "asks nothing"),
        ('<p>?</p><choiceInteraction responseIdentifier="X"/>', "does not declare"),
        ('<p>?</p><choiceInteraction responseIdentifier="R"><simpleChoice identifier="z">z</simpleChoice></choiceInteraction>', "which answer is right"),
        ('<p><img src="http://x.example/a.png"/></p><choiceInteraction responseIdentifier="R"/>', "another site"),
        ('<p><math><mglyph/></math></p><choiceInteraction responseIdentifier="R"/>', "formula"),
    ],
)  # fmt: skip
def test_qti_refuses_one_question_by_name(body, word):
    said = refused(taken(item(body, declares(base="string")), "item.xml"))
    assert list(said) == ["I1"] and word in said["I1"]


def test_a_refused_question_leaves_the_others():
    good = item('<p>2 + 2 ? <textEntryInteraction responseIdentifier="R"/></p>', declares(base="float", right=["4"]))
    found = taken(package(**{"a.xml": good, "b.xml": b"<torn", "c.xml": b"<x/>"}), "q.zip")
    assert [r["kind"] for r in found.records] == ["numeric"] and set(refused(found)) == {"b.xml", "c.xml"}


# Tables


def test_a_table_with_french_headers_comes_in():
    found = taken(sample("questions.csv"), "questions.csv")
    assert {r["key"]: r["kind"] for r in found.records} == {
        "T1": "single", "T2": "numeric", "T3": "short", "T4": "true_false", "T5": "match",
    }  # fmt: skip
    assert by_key(found)["T2"]["numeric"] == {"value": "7.5", "tolerance": "0.5", "unit": {"fr": "DH"}}
    assert set(refused(found)) == {"T6", "T7"} and any("Remarques" in said.sentence for said in found.notes)
    holds(found, "csv")


# All


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("record", every(), ids=lambda record: record["kind"])
def test_each_kind_comes_back_or_is_said_to_be_left_out(form, record):
    written = FORMATS[form].write([record], "fr", {})
    if written.left_out:
        assert (form, record["kind"]) in {("gift", "order"), ("gift", "gaps"), ("gift", "case"), ("moodle", "case")}
        return
    found = taken(written.content, f"x.{FORMATS[form].ending}")
    back = found.records[0]
    assert not found.refused and back["key"] == record["key"] and back["kind"] == record["kind"]
    if form in ("qti21", "qti30"):
        said = {"competency": found.hints[back["key"]][0]}
        assert only(records.tidy(back | said), "fr") == only(record, "fr")


BAD = {
    "empty": (b"", "qti"),
    "xml": (b"<quiz><question>", "moodle"),
    "entities": (b'<!DOCTYPE x [<!ENTITY a "b">]><quiz>&a;</quiz>', "moodle"),
    "too_deep": (b"<quiz>" + b"<a>" * 100 + b"</a>" * 100 + b"</quiz>", "moodle"),
    "not_moodle": (b"<html/>", "moodle"),
    "not_qti": (b"<quiz/>", "qti"),
    "no_manifest": (b"PK\x05\x06" + b"\0" * 18, "qti"),
    "not-a-zip": (b"PK\x03\x04rest", "qti"),
    "not_gift": (b"// nothing", "gift"),
    "no_columns": (b"a;b;c\n1;2;3\n", "table"),
    "broken_xlsx": (b"PK\x03\x04rest", "table"),
}


@pytest.mark.parametrize("code", sorted(BAD))
def test_a_bad_file_is_refused_with_its_sentence(code):
    content, reader = BAD[code]
    with pytest.raises(Unreadable) as why:
        read(content, reader=reader, language="fr")
    assert why.value.code == code and str(why.value.sentence)


def test_a_package_that_swells_or_climbs_is_refused():
    for files in ({"x.xml": b" " * (9 * 2**20)}, {"../x.xml": b"<a/>"}):
        with pytest.raises(Unreadable):
            taken(package(**files), "q.zip")


def test_what_a_file_is_shows_in_it():
    for form in FORMATS:
        written = FORMATS[form].write(every(), "ar", {}).content
        expected = {"qti21": "qti", "qti30": "qti", "csv": "table", "xlsx": "table"}.get(form, form)
        assert guess(written, f"file.{FORMATS[form].ending}") == expected
