"""The database itself refuses to change or remove what the ledger says, and to add out of order.

"Follows" also answers SQLite's INSERT OR REPLACE, which would remove a row without asking the delete trigger.
"""

from django.db import migrations

TABLE = "certification_ledgerentry"
GENESIS = "0" * 64

OUT_OF_ORDER = f"""
    NEW.position <> COALESCE((SELECT MAX(position) FROM {TABLE}), 0) + 1
    OR NEW.previous <> COALESCE((SELECT hash FROM {TABLE} ORDER BY position DESC LIMIT 1), '{GENESIS}')
    OR EXISTS (SELECT 1 FROM {TABLE} WHERE hash = NEW.hash OR previous = NEW.previous)
"""

SQLITE = [
    f"""CREATE TRIGGER ledger_follows BEFORE INSERT ON {TABLE} WHEN {OUT_OF_ORDER}
        BEGIN SELECT RAISE(ABORT, 'the ledger only grows at its end'); END""",
    f"""CREATE TRIGGER ledger_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END""",
    f"""CREATE TRIGGER ledger_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END""",
]
SQLITE_BACK = [f"DROP TRIGGER IF EXISTS {name}" for name in ("ledger_follows", "ledger_no_update", "ledger_no_delete")]

POSTGRESQL = [
    """CREATE FUNCTION certification_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger is never changed' USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE FUNCTION certification_ledger_follows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {OUT_OF_ORDER} THEN
                RAISE EXCEPTION 'the ledger only grows at its end' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$""",
    f"""CREATE TRIGGER ledger_follows BEFORE INSERT ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION certification_ledger_follows()""",
    f"""CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION certification_ledger_refuse()""",
    f"""CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION certification_ledger_refuse()""",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER IF EXISTS ledger_follows ON {TABLE}",
    f"DROP TRIGGER IF EXISTS ledger_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS ledger_no_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS certification_ledger_follows()",
    "DROP FUNCTION IF EXISTS certification_ledger_refuse()",
]


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial")]
    operations = [migrations.RunPython(guard, lift, elidable=False)]
