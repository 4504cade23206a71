import io
import zipfile

import pytest

from courses.h5p import making, packages

PARAMS = {
    "choice": {"questions": [{"question": "<p>?</p>", "answers": [{"text": "a", "correct": True}, {"text": "b"}]}]},
    "order": {"task": "<p>!</p>", "items": ["1", "2", "3"]},
    "gaps": {"task": "<p>!</p>", "text": "Deux et *deux* font *quatre*.", "distractors": ["cinq"]},
}


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("kind", making.KINDS)
def test_made_package_passes_our_own_check_and_is_the_same_each_time(kind, language):
    made = making.make(kind, "Titre", language, PARAMS[kind])

    assert made == making.make(kind, "Titre", language, PARAMS[kind])
    parsed = packages.check(io.BytesIO(made))
    assert (parsed.title, parsed.language, parsed.main.name) == ("Titre", language, making.KINDS[kind])
    assert {library.version.name for library in parsed.libraries} == {"H5P.TakwinBase", making.KINDS[kind]}


def test_every_word_that_a_script_asks_for_is_there_in_each_language():
    for kind, name in making.KINDS.items():
        said = [making.COMMON_WORDS[language] | making.WORDS[kind][language] for language in ("ar", "fr", "en")]
        assert said[0].keys() == said[1].keys() == said[2].keys()
        with zipfile.ZipFile(io.BytesIO(making.make(kind, "T", "fr", PARAMS[kind]))) as archive:
            asked = b"".join(archive.read(path) for path in archive.namelist() if path.endswith(".js") and name in path)
        assert {word for word in said[0] if word.encode() in asked} >= making.WORDS[kind]["fr"].keys() - {"incomplete"}


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("choice", {"questions": []}),
        ("choice", {"questions": [{"question": "?", "answers": [{"text": "a"}, {"text": "b"}]}]}),
        ("choice", {"questions": [{"question": "?", "answers": [{"text": "a", "correct": True}] * 2}]}),
        ("order", {"items": ["1"]}),
        ("gaps", {"text": "no gap"}),
        ("gaps", {"text": "an *odd star"}),
    ],
)
def test_params_that_make_no_exercise_are_refused(kind, params):
    with pytest.raises(making.BadParams):
        making.make(kind, "T", "fr", params)
