"""Formats of question files: QTI 2.1 and 3.0, Moodle XML, GIFT, CSV and XLSX.

Each reader gives records in the shape of ``courses.exams.records`` with the texts of one language (a table: of all),
and says by name what it refused and what it could not carry over. Each writer says the same of the other direction.
Nothing here knows the database; ``courses.exams.carrying`` brings records into a bank and takes them out of one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.exams.formats import gift, moodle, moodle_writing, qti, qti_writing, sheets
from courses.exams.formats.reading import Read, Said, Written
from people.sheets import Unreadable

__all__ = ["FORMATS", "READERS", "WRITERS", "Read", "Said", "Unreadable", "Written", "guess", "read"]


@dataclass(frozen=True)
class Format:
    """``write(records, language, files)``; files are pictures by name."""

    label: Any
    ending: str
    mime: str
    write: Callable[..., Written]


FORMATS = {
    "qti21": Format(_("QTI 2.1 (zip)"), "zip", "application/zip", qti_writing.write_21),
    "qti30": Format(_("QTI 3.0 (zip)"), "zip", "application/zip", qti_writing.write_30),
    "moodle": Format(_("Moodle XML"), "xml", "application/xml", moodle_writing.write),
    "gift": Format(_("GIFT"), "txt", "text/plain; charset=utf-8", gift.write),
    "csv": Format(_("CSV table"), "csv", "text/csv; charset=utf-8", sheets.write_csv),
    "xlsx": Format(
        _("Excel table"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        sheets.write_xlsx,
    ),
}
READERS = {"qti": qti.read, "moodle": moodle.read, "gift": gift.read, "table": sheets.read}
LABELS = {"qti": _("QTI 2.1 or 3.0"), "moodle": _("Moodle XML"), "gift": _("GIFT"), "table": _("CSV or Excel table")}


def guess(content: bytes, name: str = "") -> str:
    """Which reader a file is for, by what it holds; its name decides between GIFT and a table."""
    head = content[:4096]
    if head.startswith(b"PK"):
        return "table" if b"[Content_Types].xml" in content[:2000] or name.casefold().endswith(".xlsx") else "qti"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = content[:4096].decode("utf-16", "ignore").encode()
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"<"):
        return "qti" if b"assessment-item" in head or b"assessmentItem" in head or b"assessment" in head else "moodle"
    ending = name.casefold().rpartition(".")[2]
    if ending in ("csv", "tsv"):
        return "table"
    if ending in ("gift", "txt"):
        return "gift"
    first = bare.split(b"\n", 1)[0]
    return "gift" if b"::" in bare or b"{" in bare else "table" if first.count(b",") + first.count(b";") > 1 else "gift"


def read(content: bytes, *, reader: str, language: str) -> Read:
    return READERS[reader](content, language=language)
