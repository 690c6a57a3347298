"""Template tags of `messaging`."""
