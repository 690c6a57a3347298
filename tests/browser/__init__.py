"""The chat in a real browser."""
