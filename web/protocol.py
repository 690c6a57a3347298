"""Reads HTTP as Sanic does, and takes what cannot be read for a bad request, where Sanic 21.12 has a fault of its own.

A length that is no number, a transfer encoding that it does not know, an address that is none: each ended in a status 500, or in
silence, with a traceback in the log that held what was sent. Two lengths at once are how a request is smuggled past a proxy.

A server that is ending closes each connection with the answer under way; Sanic leaves it open, and waits for it.
"""

from __future__ import annotations

from typing import Optional

from sanic.exceptions import InvalidUsage, SanicException
from sanic.http import Http
from sanic.request import Request
from sanic.server import HttpProtocol

LENGTH, ENCODING = "content-length", "transfer-encoding"


class CarefulHttp(Http):
    """One connection."""

    async def http1_request_header(self) -> None:
        """Read the head of a request.

        :raises SanicException: it is none.
        """
        try:
            await super().http1_request_header()  # type: ignore[no-untyped-call]
        except SanicException:
            raise
        except Exception as error:
            raise InvalidUsage("Bad Request") from error
        if not _says_its_length_once(self.request):
            self._read_no_further()
            raise InvalidUsage("Bad Request")

    async def read(self) -> Optional[bytes]:
        """Read some bytes of the body.

        :raises InvalidUsage: they are not in the encoding that the head named.
        """
        try:
            return await super().read()
        except InvalidUsage:
            self._read_no_further()
            raise

    def create_empty_request(self) -> None:
        """Make the request that an answer needs where none could be read: it is about no address."""
        self.url = None
        super().create_empty_request()

    def _read_no_further(self) -> None:
        """Nobody knows where the next request begins, so the connection ends with the answer."""
        self.request_body, self.keep_alive = None, False


class CarefulProtocol(HttpProtocol):
    """Sanic's `protocol` for a server whose connections are `CarefulHttp`."""

    def _setup_connection(self) -> None:
        super()._setup_connection()  # type: ignore[no-untyped-call]
        self._http = CarefulHttp(self)  # type: ignore[no-untyped-call]

    def close_if_idle(self) -> bool:
        """Close the connection now, or with the answer that is being given; whether it is closed. The server is ending."""
        is_closed = bool(super().close_if_idle())
        if not is_closed:  # else it would be waited for, idle, until it is cut off
            self._http.keep_alive = False
        return is_closed


def _says_its_length_once(request: Request) -> bool:
    lengths, encodings = (request.headers.getall(name, []) for name in (LENGTH, ENCODING))
    if encodings:
        return not lengths and list(encodings) == ["chunked"]
    return len(lengths) <= 1 and all(length.isascii() and length.isdigit() for length in lengths)
