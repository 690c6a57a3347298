"""Lets those who may call people back write to them, too."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

make_roles = import_module("review.accounts.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_log_found_and_never_replaced")]
    operations = [
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "ordering": ["-at", "-id"],
                "default_permissions": (),
                "permissions": [
                    ("read_conversations", "Read conversations and figures"),
                    ("review_conversations", "Mark, flag, tag, assign and note conversations"),
                    ("call_back", "Handle requests to be called back"),
                    ("write_back", "Write to people on messaging channels"),
                    ("teach", "Decide what the assistant shall learn"),
                    ("export_conversations", "Export conversations"),
                    ("forget_conversations", "Erase conversations"),
                    ("manage_staff", "Make accounts, set roles, read the log"),
                ],
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
