"""A piece that is kept says what it was given, to each reader in their language, and nothing else."""

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cms.kept import kept
from people.navigation import Entry
from tests.factories import person

ENTRY = Entry("Courses", "/en/courses/", "book", tab=True)


def test_each_value_and_each_language_is_another_piece():
    said = {}
    for language in ("ar", "fr", "en", "ar"):
        with override(language):
            for theme in ("light", "dark"):
                piece = kept("components/theme_choices.html", theme=theme)
                assert f'value="{theme}" aria-pressed="true"' in piece
                said[language, theme] = piece
    assert len(set(said.values())) == 6


def test_a_piece_sees_nothing_of_the_page_around_it():
    page = Template('{% load look %}{% kept "components/state.html" words="Done" icon="check" %}')
    first = page.render(Context({"tone": "stop"}))
    assert "state--stop" not in first
    assert page.render(Context({"tone": "ok", "words": "of somebody else"})) == first


def test_the_entry_that_leads_here_is_marked_here_alone():
    here = kept("components/tabbar.html", tabs=[ENTRY], current=ENTRY.url)
    elsewhere = kept("components/tabbar.html", tabs=[ENTRY], current=None)
    assert 'aria-current="page"' in here and 'aria-current="page"' not in elsewhere


def test_text_is_escaped_unless_it_is_markup_already():
    unsafe, safe = "<b>", mark_safe("<b>")
    for words, shown in ((unsafe, "&lt;b&gt;"), (safe, "<b>"), (unsafe, "&lt;b&gt;")):
        assert shown in kept("components/state.html", tone="ok", words=words, icon="check")


def test_true_and_one_are_two_values():
    shown = [kept("components/pager.html", label=value) for value in (True, 1)]
    assert shown[0] != shown[1]


@pytest.mark.django_db
def test_a_row_is_refused_because_its_columns_may_change():
    someone = person()
    for value in (someone, [someone], (someone,)):
        with pytest.raises(TypeError, match="may not keep words"):
            kept("components/state.html", tone="ok", words=value, icon="check")
