"""Makes the assistant's table of events before the assistant does, and the index of the full-text search."""

from __future__ import annotations

from django.db import migrations

from review.conversations.events_table import prepare
from review.conversations.search_index import make_index


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]
    operations = [migrations.RunPython(prepare, migrations.RunPython.noop), migrations.RunPython(make_index, migrations.RunPython.noop)]
