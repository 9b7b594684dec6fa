"""Health probes: `/livez`, `/readyz`, and `/health`, an older name for `/readyz`.

They are answered ahead of Django's host check: orchestrators use an IP address, which `ALLOWED_HOSTS` lacks.
"""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from gatepost.ground import database

ADDRESSES = ("/livez", "/readyz", "/health")
READ = ("GET", "HEAD")


class Probes:
    """Middleware that answers the probes; caches that migrations were applied, so later probes cost one query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe with 200, or with 503 and a reason; pass other requests on."""
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        missing = "" if request.path_info == "/livez" else self._unavailable()
        body = {"status": "unavailable", "reason": missing} if missing else {"status": "ok"}
        answer = JsonResponse(body, status=503 if missing else 200)
        answer["Cache-Control"] = "no-store"
        return answer

    def _unavailable(self) -> str:
        """Why this process cannot serve requests; empty if it can."""
        try:
            _ping()
            if not self._migrated:
                self._migrated = not database.unapplied_migrations()
        except Error:
            return "database"
        return "" if self._migrated else "migrations"


def _ping() -> None:
    """Query the database; reconnects once if the server had closed the connection."""
    try:
        _select()
    except Error:
        connection.close()
        _select()


def _select() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
