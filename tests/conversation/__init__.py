"""Conversations with the running assistant."""
