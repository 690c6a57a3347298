"""Makes the four roles."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from review.accounts.access import ROLES


def make_roles(apps: Any, schema_editor: Any) -> None:
    """Each role is a group with its permissions."""
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="accounts", model="auditentry")
    for role, allowed in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=role)
        for may in allowed:
            code = may.value.split(".")[1]
            permission, _ = permission_model.objects.get_or_create(
                content_type=content_type, codename=code, defaults={"name": code.replace("_", " ")}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
