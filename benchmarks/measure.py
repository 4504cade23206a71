"""What a figure is, how its value is taken, kept and shown."""

import json
import os
import statistics
import subprocess
import tomllib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.jsonl"
RUNS = 3
OF_A_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Wrong(Exception):
    """The answers were not what they should be; a speed measured on them says nothing."""


@dataclass(frozen=True)
class Figure:
    """``aim`` and ``most_queries`` None = none was set. More is better where the unit is a rate."""

    name: str
    group: str
    unit: str
    aim: float | None
    most_queries: int | None
    take: Callable

    def is_met(self, value: float) -> bool | None:
        if self.aim is None:
            return None
        return value >= self.aim if self.unit.endswith("/s") else value <= self.aim


@dataclass
class Reading:
    """What one figure gave. ``also``: added to the name of a second reading, which has no aim."""

    values: list[float]
    rows: int
    queries: int | None = None
    engine: str | None = None  # None = the house's
    also: str = ""

    @property
    def value(self) -> float:
        middle = statistics.median(self.values)
        return round(middle, 1) if middle < 1000 else round(middle)


@dataclass(frozen=True)
class Result:
    """One line of results.jsonl."""

    name: str
    value: float
    unit: str
    queries: int | None
    engine: str
    rows: int
    load: float
    version: str


FIGURES: list[Figure] = []


def figure(name: str, unit: str, *, aim: float | None = None, most_queries: int | None = None):
    """Register ``f(house) -> Reading | list[Reading]``. Its group is the name of its file."""

    def add(take):
        FIGURES.append(Figure(name, take.__module__.rpartition(".")[2], unit, aim, most_queries, take))
        return take

    return add


@contextmanager
def queries():
    """The queries asked inside, in order, with what follows a commit, without the words that open and close a
    transaction."""
    from django.db import connection
    from django.test import TestCase
    from django.test.utils import CaptureQueriesContext

    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured, TestCase.captureOnCommitCallbacks(execute=True):
        yield asked
    asked += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(OF_A_TRANSACTION)]


def version() -> str:
    """Takwin's version and, in a clone, its commit; ``+`` when files were changed since."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return f"{said} {commit.stdout.strip()}".strip()


def keep(figure: Figure, reading: Reading, *, engine: str) -> Result:
    result = Result(
        name=figure.name + reading.also,
        value=reading.value,
        unit=figure.unit,
        queries=reading.queries,
        engine=reading.engine or engine,
        rows=reading.rows,
        load=round(os.getloadavg()[0], 2),
        version=version(),
    )
    with RESULTS.open("a") as lines:
        lines.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
    return result


def line(figure: Figure, reading: Reading, result: Result) -> str:
    """One line of the table: the value beside its aim."""
    met = {True: "met", False: "MISSED", None: ""}[None if reading.also else figure.is_met(result.value)]
    sign = "≥" if figure.unit.endswith("/s") else "≤"
    aim = "" if reading.also or figure.aim is None else f"{sign} {figure.aim:g}"
    asked = "" if result.queries is None else str(result.queries)
    if asked and figure.most_queries is not None:
        asked += f" (≤ {figure.most_queries})"
        met = "MISSED" if result.queries > figure.most_queries else met
    spread = f"{min(reading.values):.0f}–{max(reading.values):.0f}"
    return (
        f"{result.name:<28} {result.value:>9g} {result.unit:<6} {spread:>12}  {aim:<10} {asked:<9} {result.rows:>7}  "
        f"{result.load:>5}  {met}"
    )


HEAD = (
    f"{'figure':<28} {'median':>9} {'unit':<6} {'least–most':>12}  {'aim':<10} {'queries':<9} {'rows':>7}  {'load':>5}"
)
