"""Indexes for the log's filters; and on SQLite INSERT OR REPLACE, which deletes without a delete's trigger, is refused, too."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

_SQLITE = (
    "CREATE TRIGGER log_stays_insert BEFORE INSERT ON accounts_auditentry "
    "WHEN EXISTS (SELECT 1 FROM accounts_auditentry WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END"
)


def guard(apps: Any, schema_editor: Any) -> None:
    """Set the trigger."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_log_stays")]
    operations = [
        migrations.AddIndex("auditentry", models.Index(fields=["action", "id"], name="log_by_action")),
        migrations.AddIndex("auditentry", models.Index(fields=["username", "id"], name="log_by_name")),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
