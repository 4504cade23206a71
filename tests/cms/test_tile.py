import pytest
from django.utils import translation

from cms import tile


def kinds(level, kind, **facts):
    return [mark.kind for mark in tile.drawn(level, kind, **facts)]


def test_courses_are_laid_from_the_bottom_and_filled_by_their_proof():
    assert kinds(0, "none") == ["e"] * 5
    assert kinds(2, "declared") == ["o", "o", "e", "e", "e"]
    assert kinds(1, "endorsed") == ["o", "h", "e", "e", "e", "e"]
    assert kinds(5, "assessed") == ["a"] * 5
    assert kinds(1, "certified") == ["c", "d", "e", "e", "e", "e"]
    first, second = [m for m in tile.drawn(2, "assessed") if m.kind == "a"]
    assert (first.y, second.y) == (27.0, 20.5)


def test_the_thread_is_the_share_left_and_saffron_when_ninety_days_are_not():
    thread = tile.drawn(3, "certified", share=50, days_left=200)[-1]
    assert (thread.kind, thread.width) == ("l", 13.0)
    assert kinds(3, "certified", share=20, days_left=89)[-1] == "s"
    assert kinds(3, "certified", share=20, days_left=90)[-1] == "l"
    assert kinds(3, "certified", share=None) == ["c", "d"] * 3 + ["e", "e"], "no term, no thread"
    assert kinds(2, "expired", share=0)[-1] == "z"


def test_two_points_stand_at_the_level_the_post_demands():
    assert tile.drawn(0, "none", demanded=3)[-1].path == "M-1 13L2.5 16.5 -1 20zM33 13L29.5 16.5 33 20z"
    assert tile.drawn(0, "none", demanded=2)[-1].path == "M-1 19.5L2.5 23 -1 26.5zM33 19.5L29.5 23 33 26.5z"


def test_a_level_beyond_the_scale_is_drawn_at_its_end_and_an_unknown_proof_refused():
    assert kinds(9, "assessed") == ["a"] * 5
    with pytest.raises(ValueError):
        tile.drawn(1, "rumoured")


@pytest.mark.parametrize(
    "language, says",
    [
        ("ar", "التحصيل: المستوى 3 من 5، مُشهَد، بقي 28 يوما، المطلوب المستوى 4"),
        ("fr", "التحصيل : niveau 3 sur 5, certifiée, encore 28 jours, niveau 4 demandé"),
        ("en", "التحصيل: level 3 of 5, certified, 28 days left, level 4 demanded"),
    ],
)
def test_the_tile_is_also_one_sentence(language, says):
    with translation.override(language):
        assert tile.in_words(3, "certified", share=8, days_left=28, demanded=4, label="التحصيل") == says


def test_the_thread_is_told_by_its_share_while_the_end_is_far():
    with translation.override("fr"):
        assert tile.in_words(1, "declared", share=60) == "Niveau 1 sur 5, déclarée, encore 60 % de sa validité"
        assert tile.in_words(0, "none", demanded=2) == "Pas encore de marque, niveau 2 demandé"
