"""The clinic's site at the server's root: its pages, their artwork and the chat's script, with strict headers."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response
from sanic.response import raw as raw_response
from sanic.response import text as text_response

from channels.asking import OnNewMessage
from channels.site_page import SITE_FOLDER, SitePages

WIDGET = Path(__file__).parent.parent / "widget" / "dist" / "clinic-chat.js"
SCRIPT_TYPE = "text/javascript; charset=utf-8"
CONTENT_TYPES = {".css": "text/css; charset=utf-8", ".js": SCRIPT_TYPE, ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# Pages name today's opening hours. The rest may be a few minutes old; afterwards the ETag spares the download.
FRESH = {"Cache-Control": "no-cache"}
CACHED = {"Cache-Control": "public, max-age=300"}
NO_PAGE = "There is no such page."
NO_CHAT = "The chat has not been built yet. Run `make widget`, then load the page again."
READ = ["GET", "HEAD"]


@dataclass(frozen=True)
class Asset:
    """A file that browsers fetch as it stands, or small: a phone shall not wait for the chat's script."""

    body: bytes
    small: bytes
    content_type: str
    etag: str

    @classmethod
    def read(cls, file: Path) -> Asset:
        """Read `file`.

        :raises OSError: it cannot be read.
        """
        body = file.read_bytes()
        return cls(body, gzip.compress(body, mtime=0), CONTENT_TYPES[file.suffix], f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')

    def answer(self, request: Request, **headers: str) -> HTTPResponse:
        """The file, or that the browser's own copy is still good."""
        all_headers = {**HEADERS, **CACHED, "ETag": self.etag, "Vary": "Accept-Encoding", **headers}
        if self.etag in request.headers.get("if-none-match", ""):
            return raw_response(b"", status=304, headers=all_headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw_response(self.small, headers={**all_headers, "Content-Encoding": "gzip"}, content_type=self.content_type)
        return raw_response(self.body, headers=all_headers, content_type=self.content_type)


class ClinicSite(InputChannel):
    """`/clinic/` with what belongs to it, and `/chat/clinic-chat.js`. No message arrives here: the chat has its own channel."""

    def __init__(self, pages: SitePages | None = None, widget: Path = WIDGET) -> None:
        """Load the pages and their assets; the chat's script is read at each request, as it may be built later."""
        self._pages = pages or SitePages()
        self._widget = widget
        self._assets = {file.name: Asset.read(file) for file in SITE_FOLDER.iterdir() if file.suffix in CONTENT_TYPES}

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "site"

    def url_prefix(self) -> str:
        """The server's root; Rasa joins it with `/webhooks/`, where a leading slash wins."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of the site."""
        routes = Blueprint("clinic_site")

        @routes.route("/", methods=READ)
        async def root(request: Request) -> HTTPResponse:
            return redirect("/clinic/", headers=HEADERS)

        @routes.route("/clinic/", methods=READ)
        async def home(request: Request) -> HTTPResponse:
            return html_response(self._pages.home(datetime.now(timezone.utc)), headers={**HEADERS, **FRESH})

        @routes.route("/clinic/privacy", methods=READ)
        async def privacy(request: Request) -> HTTPResponse:
            return html_response(self._pages.privacy(datetime.now(timezone.utc)), headers={**HEADERS, **FRESH})

        @routes.route(r"/clinic/<name:[a-z-]+\.[a-z]+>", methods=READ)
        async def asset(request: Request, name: str) -> HTTPResponse:
            found = self._assets.get(name)
            return found.answer(request) if found else _plain(404, NO_PAGE)

        @routes.route("/chat/clinic-chat.js", methods=READ)
        async def chat(request: Request) -> HTTPResponse:
            return self._chat(request)

        return routes

    def _chat(self, request: Request) -> HTTPResponse:
        try:
            script = Asset.read(self._widget)
        except OSError:
            return _plain(503, NO_CHAT)
        # Pages of other sites may load it too; who may talk to the assistant is decided where the messages arrive.
        return script.answer(request, **{"Cross-Origin-Resource-Policy": "cross-origin"})


def _plain(status: int, text: str) -> HTTPResponse:
    return text_response(text, status=status, headers={**HEADERS, **FRESH})
