"""How is a word folded for search? Alef and hamza forms, ta marbuta, diacritics, tatweel, the Arabic article,
French accents and case all fall away, so that what sounds alike is found. ``roots`` goes further, to what the forms of
one word have in common, in Arabic, French and English."""

import re
import unicodedata
from functools import cache, lru_cache

_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ؤ": "و",
        "ئ": "ي",
        "ء": "",
        "ـ": "",
        "گ": "ك",
        "ڭ": "ك",
        "ک": "ك",
        "ی": "ي",
    }
)
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"^(?:وال|بال|فال|كال|لل|ال)(?=\w{3,})")


def fold(text: str) -> str:
    """One spelling for all: folded words with single spaces."""
    text = text.translate(_ARABIC)
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_DIGITS)
    return " ".join(_WORD.findall(text))


def stem(word: str) -> str:
    """A folded word without the Arabic article and its one-letter companions."""
    return _ARTICLE.sub("", word)


def tokens(text: str) -> list[str]:
    """Folded words, each without the Arabic article, in order and without repeats."""
    return list(dict.fromkeys(stem(word) for word in fold(text).split()))


@cache
def _stemmers(script: str):
    import snowballstemmer  # read when somebody searches, not at every start

    return [snowballstemmer.stemmer(name) for name in (("arabic",) if script == "ar" else ("french", "english"))]


@lru_cache(maxsize=16384)
def roots(word: str) -> frozenset[str]:
    """What is left of a folded word without its endings: of a Latin word, in French and in English, for nobody says
    which it is. Words of three letters and numbers are their own root."""
    if len(word) <= 3 or word.isdigit():
        return frozenset({word})
    script = "ar" if "\u0600" <= word[0] <= "\u06ff" else "la"
    return frozenset(stemmer.stemWord(stem(word)) for stemmer in _stemmers(script))
