"""Lets the database itself refuse to change or delete an entry of the log."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = [
    f"CREATE TRIGGER log_stays_{verb.lower()} BEFORE {verb} ON accounts_auditentry BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    "CREATE FUNCTION clinic_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the log is never changed'; END $$",
    "CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON accounts_auditentry FOR EACH ROW EXECUTE FUNCTION clinic_log_stays()",
]


def guard(apps: Any, schema_editor: Any) -> None:
    """Set the triggers."""
    with schema_editor.connection.cursor() as cursor:
        for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
