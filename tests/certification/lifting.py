"""The ledger refuses every change. ``lifted()`` lets a story forge it: here, and only here.

Tests that commit need nothing: their database is thrown away and copied anew, never emptied.
"""

from contextlib import contextmanager
from importlib import import_module

from django.db import connection

guards = import_module("certification.migrations.0002_ledger_append_only")


class Editor:
    """What the migration asks of a schema editor, inside a transaction as well as outside."""

    connection = connection

    @staticmethod
    def execute(statement, params=None):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def lifted():
    guards.lift(None, Editor)
    try:
        yield
    finally:
        guards.guard(None, Editor)
