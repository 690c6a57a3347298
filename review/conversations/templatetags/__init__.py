"""Template tags of `conversations`."""
