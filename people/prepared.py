"""Questions that busy pages ask all day: built once, then only asked.

Django builds a query and writes its SQL anew each time, which for a question with conditions inside conditions takes
longer than its answer. ``prepared`` keeps the SQL for the life of the process; PostgreSQL keeps its plan for the life
of the connection. The question stays what it was, an ORM query that other code may use as well:

    @prepared
    def _places(person, course):
        return Registration.objects.filter(person=person, session__course=course)[:1]

    _places(person=user, course=course)  # a list, as list(queryset) would give

The function is called with a stand-in for each value, so it may hand values on to conditions and do nothing else with
them; nor may it look at the clock or the language. What is ``None`` is handed over as it is: ``x=None`` is another
question than ``x=3``. No ``prefetch_related``, no lists.
"""

import copy
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import update_wrapper
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Value
from django.db.transaction import TransactionManagementError

#: How a value of a kind is handed to the database.
FIELDS = {
    bool: models.BooleanField(),
    int: models.BigIntegerField(),
    float: models.FloatField(),
    str: models.TextField(),
    date: models.DateField(),
    datetime: models.DateTimeField(),
    UUID: models.UUIDField(),
}


class Given(Value):
    """Stands for a value while the question is built."""

    def __init__(self, name: str, kind: type):
        super().__init__(name, output_field=FIELDS[kind])

    def as_sql(self, compiler, connection):
        return "%s", [self]


@dataclass(frozen=True)
class _Question:
    """One built question. ``params``: a Given, or a value that is always the same."""

    queryset: models.QuerySet
    compiler: Any
    converters: dict
    sql: str
    params: tuple

    def ask(self, values: dict) -> list:
        connection = connections[self.queryset.db]
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("rows are held within a transaction")
        params = [
            param.output_field.get_db_prep_value(values[param.value], connection) if isinstance(param, Given) else param
            for param in self.params
        ]
        with _cursor(connection) as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        if self.compiler.has_extra_select:
            rows = [row[: self.compiler.col_count] for row in rows]
        compiler = copy.copy(self.compiler)  # it knows its connection, and threads have their own
        compiler.connection = connection
        compiler.get_converters = lambda expressions: self.converters
        compiler.execute_sql = lambda *args, **kwargs: [rows]
        return list(self.queryset._iterable_class(_Asked(self.queryset, compiler)))


class _Asked:
    """What Django's iterables want of a queryset, with the compiler that holds the answer."""

    def __init__(self, queryset, compiler):
        self.db, self.model, self._fields = queryset.db, queryset.model, queryset._fields
        self._known_related_objects = queryset._known_related_objects
        self.query, self._compiler = self, compiler

    def get_compiler(self, using):
        return self._compiler


class prepared:
    def __init__(self, build: Callable[..., models.QuerySet]):
        update_wrapper(self, build)
        self._build = build
        self._names = tuple(inspect.signature(build).parameters)
        self._questions: dict[tuple, _Question] = {}

    def __call__(self, **given) -> list:
        values = self._values(given)
        kinds = tuple(map(type, values.values()))
        if (question := self._questions.get(kinds)) is None:
            question = self._questions[kinds] = _question(self._build, values)
        return question.ask(values)

    def first(self, **given):
        """The first row, or None. The question limits itself (``[:1]``) where there may be many."""
        rows = self(**given)
        return rows[0] if rows else None

    def unprepared(self, **given) -> models.QuerySet:
        """The same question asked in Django's own way: what tests compare with."""
        return self._build(**self._values(given))

    def _values(self, given: dict) -> dict:
        """In one order; rows by their keys."""
        rows = ((name, given[name]) for name in self._names)
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in rows}


def _question(build, values: dict) -> _Question:
    queryset = build(**{name: None if value is None else Given(name, type(value)) for name, value in values.items()})
    if queryset._prefetch_related_lookups:
        raise ValueError(f"{build.__qualname__} asks more than one question")
    connection = connections[queryset.db]
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    if connection.vendor == "postgresql":
        sql, params = _written_out(sql, params, connection)
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    return _Question(queryset, compiler, converters, sql, tuple(params))


def _written_out(sql: str, params, connection) -> tuple[str, list[Given]]:
    """With what is always the same in its place, so that only what varies is a parameter of the plan."""
    left, varying, written = iter(params), [], []
    for part in re.split(r"(%[s%])", sql):
        if part == "%s":
            param = next(left)
            if isinstance(param, Given):
                varying.append(param)
            else:
                part = connection.ops.compose_sql("%s", [param]).replace("%", "%%")
        written.append(part)
    return "".join(written), varying


def _cursor(connection):
    """On PostgreSQL one that has the server keep the plan of what it is asked; Django's own never do, for they write
    values into the SQL. Those serve where connections are shared by transaction (a setting of Django's), and where
    somebody counts questions and wants to read them."""
    cursor = connection.cursor()
    if connection.vendor == "postgresql" and not (
        connection.queries_logged or connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
    ):
        connection.connection.prepare_threshold = 0  # keep at once
        cursor.cursor = ServerBindingCursor(connection.connection)
    return cursor
