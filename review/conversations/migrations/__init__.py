"""Changes of the tables of `conversations`."""
