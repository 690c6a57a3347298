"""Several servers may run in one process of tests."""

from __future__ import annotations

from sanic import Sanic

# Otherwise Sanic rewrites its own methods for the first application and cannot start a second one.
Sanic.test_mode = True
