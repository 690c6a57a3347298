"""Commands of `insights`."""
