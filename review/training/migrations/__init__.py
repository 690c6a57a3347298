"""Changes of the tables of `training`."""
