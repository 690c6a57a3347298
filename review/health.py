"""Whether the desk lives and can serve, before anything of Django sees the request: no session, no host to be known, no words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_health(application: Application) -> Application:
    """`application` with `GET /health/live` and `GET /health/ready`, the latter with a look at the database."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/health/live":
            return _say(start_response, True)
        if path == "/health/ready":
            return _say(start_response, database_answers())
        return application(environ, start_response)

    return answer


def database_answers() -> bool:
    """Whether the database can be read just now."""
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations")
    except Exception:  # whatever it is, the desk cannot serve
        connection.close()
        return False
    return True


def _say(start_response: Callable[..., Any], is_well: bool) -> list[bytes]:
    body = json.dumps({"status": "ok" if is_well else "not ready"}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response("200 OK" if is_well else "503 Service Unavailable", headers)
    return [body]
