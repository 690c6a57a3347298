"""Changes of the tables of `privacy`."""
