"""How is a word folded for search? Alef and hamza forms, ta marbuta, diacritics, tatweel, the Arabic article,
French accents and case all fall away, so that what sounds alike is found."""

import re
import unicodedata

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
