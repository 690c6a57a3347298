"""Changes of the tables of `review`."""
