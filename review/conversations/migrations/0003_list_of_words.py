"""Makes the list of the search index's words."""

from __future__ import annotations

from django.db import migrations

from review.conversations.search_index import make_list_of_words


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_events_and_search")]
    operations = [migrations.RunPython(make_list_of_words, migrations.RunPython.noop)]
