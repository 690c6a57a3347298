"""Conversations on messaging platforms: who wrote, what staff write back, what was not delivered."""
