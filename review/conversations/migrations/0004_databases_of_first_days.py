"""Brings databases up that were made when migrations were still written anew, or whose events Rasa's own code has made.

The first of this project's databases have no `is_copied`. Rasa numbers events with 32 bits, which are used up after two thousand
million events.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

_NUMBERS_ARE_SHORT = """
SELECT data_type = 'integer' FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = 'events' AND column_name = 'id'
"""
_MAKE_LONG = ("ALTER TABLE events ALTER COLUMN id TYPE BIGINT", "ALTER SEQUENCE events_id_seq AS BIGINT")


def add_missing_column(apps: Any, schema_editor: Any) -> None:
    """`is_copied`, as 0001_initial has it."""
    conversation = apps.get_model("conversations", "Conversation")
    with schema_editor.connection.cursor() as cursor:
        table = schema_editor.connection.introspection.get_table_description(cursor, conversation._meta.db_table)
    if "is_copied" not in {column.name for column in table}:
        schema_editor.add_field(conversation, conversation._meta.get_field("is_copied"))


def lengthen_numbers(apps: Any, schema_editor: Any) -> None:
    """Of events that Rasa's own code has begun to number in PostgreSQL. Writing the table anew, it waits for nobody but takes its time."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_NUMBERS_ARE_SHORT)
            if cursor.fetchone()[0]:
                for statement in _MAKE_LONG:
                    cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_list_of_words")]
    operations = [
        migrations.RunPython(add_missing_column, migrations.RunPython.noop),
        migrations.RunPython(lengthen_numbers, migrations.RunPython.noop),
    ]
