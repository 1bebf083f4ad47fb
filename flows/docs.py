"""Serving dbt's documentation: one page, on loopback, that asks nothing of other machines."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flows.server import free_port

# dbt's page holds all it needs, and a counter of visits that is not to be reached.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; font-src data:"
)


def serve_page(page: bytes, port: int, say: Callable[[str], None]) -> None:
    """Serve one page until interrupted; says "ready" and the address."""
    with documentation_server(page, free_port(port)) as server:
        say(f"ready: http://127.0.0.1:{server.server_port}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopping")


def documentation_server(page: bytes, port: int) -> ThreadingHTTPServer:
    """A server of one page, not yet serving."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the base class's name
            """Answer with the page."""
            # Another site that calls itself by our address is not answered.
            if self.headers.get("Host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
                self.send_error(403)
            elif self.path.split("?")[0] not in ("/", "/index.html"):
                self.send_error(404)
            else:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Content-Security-Policy", _POLICY)
                self.end_headers()
                self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
