"""Fakes of the messaging platforms' own servers, on loopback: they sign, send, check and misbehave as the platforms do."""
