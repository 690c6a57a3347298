"""Commands of the desk: python -m review <command>."""
