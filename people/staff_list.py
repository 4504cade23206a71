"""What would a staff list change? Every row is judged (staff_row.py), then the rows together: who manages whom.

Nobody is deleted: people who are not in the list stay as they are, and a leaver is a row with an end date.
"""

from dataclasses import dataclass
from datetime import date

from people.models import Charge, Institution
from people.sheets import Sheet, read
from people.staff_columns import columns_of
from people.staff_columns import known as known_column
from people.staff_known import Known, fold_digits, is_open
from people.staff_problems import Problem
from people.staff_row import Fate, Row, fate_of, judge_row, row_of


@dataclass(frozen=True)
class Judgement:
    sheet: Sheet
    columns: dict[str, int]
    rows: list[Row]
    absent: int  # people of the institution in force who are not in the list; they stay as they are

    def of(self, *fates: Fate) -> list[Row]:
        return [row for row in self.rows if row.fate in fates]

    @property
    def counts(self) -> dict[str, int]:
        return {fate.value: len(self.of(fate)) for fate in Fate}


def institutions_of(officer, *, on: date):
    """Institutions whose staff list this officer may hand in."""
    charges = Charge.objects.in_force(on=on).filter(person=officer, role=Charge.Role.HR_OFFICER)
    return Institution.objects.filter(pk__in=charges.values("institution"))


def judge(content: bytes, institution: Institution, *, on: date, officer=None, corrections=None) -> Judgement:
    """Raise ``sheets.Unreadable`` when the file as a whole cannot be taken.

    ``officer`` None = nobody's charge limits the list. ``corrections``: {column: {value written: value meant}}.
    """
    sheet = read(content, known=known_column)
    columns = columns_of(sheet)
    rows = [row_of(line, cells, columns, corrections or {}) for line, cells in sheet.rows]
    for row in rows:
        if len(row.cells) > len(sheet.header) and any(row.cells[len(sheet.header) :]):
            row.refuse("extra_cells")
    known = Known(institution, rows, on=on, officer=officer)
    for row in rows:
        judge_row(row, known)
    _judge_managers(rows, known)
    for row in rows:
        row.fate = fate_of(row)
    named = {row.post.pk for row in rows if row.post}
    absent = sum(1 for post in known.posts.values() if post.pk not in named and is_open(post, on))
    return Judgement(sheet, columns, rows, absent)


def _judge_managers(rows: list[Row], known: Known) -> None:
    by_number = {row.number: row for row in rows if row.number}
    over: dict[str, str] = {}  # who is whose manager once the list is written
    for number, post in known.posts.items():
        if post.manager_id in known.numbers_of:
            over[number] = known.numbers_of[post.manager_id]
    for row in rows:
        text = fold_digits(row.says["manager"]).upper().replace(" ", "")
        text = text.removeprefix(f"{known.institution.short.upper()}-")
        if not text or not row.number:
            continue
        if (
            text not in by_number
            and text not in known.posts
            and len(alike := known.without_zeros.get(text.lstrip("0"), [])) == 1
        ):
            text = alike[0]
        if text == row.number:
            row.refuse("manager_self", "manager")
        elif text in by_number and by_number[text].is_refused and text not in known.posts:
            row.notes.append(Problem("note_manager", "manager", text, {"line": by_number[text].line}))
        elif text not in by_number and text not in known.posts:
            row.refuse("manager_unknown", "manager")
        else:
            row.manager = text
            was = over.get(row.number, "")
            if row.person and was != text:
                row.changes["manager"] = (was, text)
            over[row.number] = text
    for circle in _circles(over):
        for number in circle:
            if number in by_number and by_number[number].manager:
                by_number[number].refuse("manager_circle", "manager", circle=[*circle, circle[0]])


def _circles(over: dict[str, str]) -> list[list[str]]:
    circles, settled = [], set()
    for start in over:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in way:
            way[at] = None
            at = over.get(at)
        if at in way:
            walked = list(way)
            circles.append(walked[walked.index(at) :])
        settled |= set(way)
    return circles
