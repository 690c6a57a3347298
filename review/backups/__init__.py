"""Backups of the conversations' database, and how one is put back."""
