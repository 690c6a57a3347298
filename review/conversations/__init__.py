"""Conversations as staff read them, copied from the assistant's table of events."""
