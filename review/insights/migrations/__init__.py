"""Changes of the tables of `insights`."""
