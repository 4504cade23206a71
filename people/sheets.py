"""A table out of a file: CSV or XLSX in, header and rows of text out, or ``Unreadable`` with a sentence.

A CSV file does not say how its letters are written, so each way of reading is judged by what the text then says:
words of one script whose accents French knows count for it, words of mixed scripts, capitals in the middle or
signs between letters count against it. That a file *can* be decoded proves nothing (windows-1256 reads any byte).
A file that reads well in no way is refused, never guessed.

An XLSX file is a zip: its size unpacked is known and limited before anything is unpacked.
"""

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_UNPACKED = 80 * 1024 * 1024  # bytes of an XLSX file, all parts together
MAX_PARTS = 300
LOOK_FOR_HEADER_IN = 10  # rows; titles and empty lines may stand above it
DELIMITERS = ";,\t"


class Unreadable(Exception):
    """``code`` for tests and logs, ``sentence`` (lazy) for the reader."""

    def __init__(self, code: str, sentence):
        self.code, self.sentence = code, sentence
        super().__init__(code)


@dataclass(frozen=True)
class Sheet:
    header: list[str]
    rows: list[tuple[int, list[str]]]  # line as the reader's spreadsheet numbers it, cells
    encoding: str | None  # None = XLSX, which says so itself
    delimiter: str | None


def read(content: bytes, *, known=lambda header: 0) -> Sheet:
    """``known(cells)`` says how many of these cells are headers we know; it finds the header and the delimiter."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty", _("The file is empty."))
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large", _("The file is larger than 5 MB. Send it in parts."))
    if content.startswith(b"PK\x03\x04"):
        table, encoding, delimiter = _xlsx(content), None, None
    else:
        table, encoding, delimiter = _csv(content, known)
    return _headed(table, encoding, delimiter, known)


def _headed(table, encoding, delimiter, known) -> Sheet:
    top = [(n, (line, cells)) for n, (line, cells) in enumerate(table[:LOOK_FOR_HEADER_IN]) if any(cells)]
    if not top:
        raise Unreadable("empty", _("The file is empty."))
    at, (_line, header) = max(top, key=lambda row: (known(row[1][1]), -row[0]))
    while header and not header[-1]:
        header = header[:-1]
    if len(header) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", _("The file has more than 60 columns. Is it a list of staff?"))
    rows = [(line, cells) for line, cells in table[at + 1 :] if any(cells)]
    if len(rows) > MAX_ROWS:
        raise Unreadable("too_many_rows", _("The file has more than 20,000 rows. Send it in parts."))
    return Sheet(header, rows, encoding, delimiter)


# CSV


def _csv(content: bytes, known):
    for magic, code, sentence in (
        (
            b"\xd0\xcf\x11\xe0",
            "old_excel",
            _("This is an old Excel file, or one with a password. Save it as .xlsx or CSV, without a password."),
        ),
        (b"%PDF", "pdf", _("This is a PDF. Send the table itself, as .xlsx or CSV.")),
        (b"\x89PNG", "picture", _("This is a picture. Send the table itself, as .xlsx or CSV.")),
        (b"\xff\xd8\xff", "picture", _("This is a picture. Send the table itself, as .xlsx or CSV.")),
    ):
        if content.startswith(magic):
            raise Unreadable(code, sentence)
    text, encoding = decode(content)
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<table", "<?xml", "{\\rtf")):
        raise Unreadable("not_a_table", _("This is a page or a document, not a table. Save it as .xlsx or CSV."))
    first, _nl, rest = text.partition("\n")
    if said := re.fullmatch(r"sep=(.)\s*", first):  # a note Excel leaves to itself and does not show
        return _parsed(rest, said[1]), encoding, said[1]
    best = max(DELIMITERS, key=lambda d: max((known(row), len(row)) for row in _first_rows(text, d)))
    return _parsed(text, best), encoding, best


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return list(islice(reader, LOOK_FOR_HEADER_IN)) or [[]]
    except csv.Error:
        return [[]]


def _parsed(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    table, line = [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            table.append((line + 1, [_cell(cell) for cell in cells]))
            line = reader.line_num
            if len(table) > MAX_ROWS + LOOK_FOR_HEADER_IN:
                raise Unreadable("too_many_rows", _("The file has more than 20,000 rows. Send it in parts."))
    except csv.Error as error:
        sentence = _("Near line {line}, a quotation mark is opened and not closed, or a cell is far too long.")
        raise Unreadable("quotes", format_lazy(sentence, line=line + 1)) from error
    return table


def _cell(text: str) -> str:
    """Spaces at the ends, no-break spaces and the invisible marks of direction say nothing."""
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text).replace("\xa0", " ").strip()
    return re.sub(r"^'(?=[=+@-])", "", text)  # what ``harmless`` put there


def harmless(cell: str) -> str:
    """A cell for a file that a spreadsheet will open: nothing in it may be taken for a formula."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def decode(content: bytes) -> tuple[str, str]:
    """The text and how it was written: UTF-8 (with or without mark), UTF-16 with mark, windows-1252 or windows-1256."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "windows-1252", "windows-1256"]
    read_as = []
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise Unreadable("not_text", _("This file is not a table that we can read. Save it as .xlsx or CSV."))
        good, bad = speaks(text, any_accent=encoding.startswith("utf"))
        if encoding.startswith("utf") and bad <= (good + bad) / 4:
            return text, encoding  # bytes that happen to be UTF-8 *and* say words are UTF-8
        if bad <= (good + bad) / 8:
            read_as.append((good - bad, text, encoding))
    if not read_as:
        raise Unreadable(
            "letters",
            _("The letters of this file cannot be read, in Arabic or in French. Save it again as CSV UTF-8 or .xlsx."),
        )
    _score, text, encoding = max(read_as, key=lambda read: read[0])
    return text, encoding


FRENCH = set("àâäçèéêëîïôöùûüÿœæÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸŒÆ")
_QUIET = "«»–—’‘“”…•°€\xa0\u200e\u200f\ufeff،؛؟٪"  # may stand between words in any of the encodings
_WORD_WITH_MORE_THAN_ASCII = re.compile(rf"(?:(?![{_QUIET}])[A-Za-z0-9\x80-\U0010ffff])+")


def speaks(text: str, *, any_accent: bool) -> tuple[int, int]:
    """How many words with letters beyond ASCII are words one could say, and how many are not.

    ``any_accent``: Unicode tells letters of all languages apart, so a Spanish or a Tifinagh name is a word too.
    """
    good = bad = 0
    for word in set(_WORD_WITH_MORE_THAN_ASCII.findall(text)):
        if len(word) > 1 and not word.isascii():  # one letter alone says nothing
            if _is_word(word, any_accent=any_accent):
                good += 1
            else:
                bad += 1
    return good, bad


def _is_word(word: str, *, any_accent: bool) -> bool:
    if any(unicodedata.category(c) not in _LETTERS for c in word):
        return False
    arabic = sum("\u0600" <= c <= "\u06ff" for c in word)
    if arabic:
        # one script, and the letters that only end a word end it
        return arabic == len(word) and not any(c in "ةى" for c in word[:-1])
    accented = [c for c in word if not c.isascii()]
    if any_accent:
        return True
    capitals_inside = not word.isupper() and any(c.isupper() for c in word[1:])
    return set(accented) <= FRENCH and not capitals_inside and len(accented) * 2 <= len(word)


_LETTERS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Nd"}


# XLSX


def _xlsx(content: bytes) -> list[tuple[int, list[str]]]:
    broken = Unreadable("broken_xlsx", _("This .xlsx file is damaged. Open it, save it again and send that."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise Unreadable("no_sheet", _("This .xlsx file has no sheet that shows."))
        return _sheet_rows(shown[0])
    except Unreadable:
        raise
    except Exception as error:  # zip, inflate, XML and openpyxl have no common ground for what damage raises
        raise broken from error


def _check_parts(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    names = {info.filename for info in infos}
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable("opendocument", _("This is an OpenDocument file. Save it as .xlsx or CSV."))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable("other_zip", _("This is a zip file, but not an Excel table. Send the table itself."))
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Unreadable("bomb", _("This .xlsx file grows far too large when it is opened. Send the table as CSV."))
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            with parts.open(info) as part:
                if b"<!DOCTYPE" in part.read(4096).upper():  # no honest spreadsheet declares entities
                    raise Unreadable(
                        "entities",
                        _("This .xlsx file holds declarations that no spreadsheet writes. Save it again, or as CSV."),
                    )


def _sheet_rows(sheet) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file claims about its own size may be wrong
    table, full = [], 0
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(_text(value)) for value in values[: MAX_COLUMNS + 1]]
        if any(cells):
            table.append((line, cells))
            full += 1
        if full > MAX_ROWS + LOOK_FOR_HEADER_IN or line > 10 * MAX_ROWS:
            raise Unreadable("too_many_rows", _("The file has more than 20,000 rows. Send it in parts."))
    return table


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
