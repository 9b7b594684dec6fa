"""The standalone server's logging: one line per record with its request id; JSON in production."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from gatepost.ground import decisions

CREDENTIAL = re.compile(r"\b(gp[a-z]_)\w{8,}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
LINE_BREAK = re.compile(r"[\r\n]+")


def _masked(text: str) -> str:
    """Mask keys and tokens, which URLs of mailed links contain, and control characters, which terminals interpret."""
    return CONTROL.sub("?", CREDENTIAL.sub(r"\1…", text))


class RequestId(logging.Filter):
    """Adds the request id to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set `request_id`, `-` outside of a request; filters out nothing."""
        record.request_id = decisions.request_id() or "-"
        return True


class TextFormatter(logging.Formatter):
    """Format records for people: one line, followed by the traceback if any."""

    def __init__(self) -> None:
        """Use the format time, level, request id, logger, message."""
        super().__init__("{asctime} {levelname} [{request_id}] {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Format a record, with credentials masked."""
        return _masked(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        """The line, in one line: what a caller sent must not look like a record of its own."""
        return LINE_BREAK.sub(" ", super().formatMessage(record))


class JsonFormatter(logging.Formatter):
    """Format records for programs: one JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; adds `method`, `path` and `status` if it concerns a request."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _masked(record.getMessage()),
            "request_id": getattr(record, "request_id", "-"),
        }
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "method"):
            entry |= {"method": request.method, "path": _masked(request.path)}
        if (status := getattr(record, "status_code", None)) is not None:
            entry["status"] = status
        if record.exc_info:
            entry["exception"] = _masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def settings(*, production: bool) -> dict[str, Any]:
    """Django's `LOGGING`: everything to standard error. Of requests, only those that end with a 5xx are logged."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "gatepost.server.logs.RequestId"}},
        "formatters": {
            "json": {"()": "gatepost.server.logs.JsonFormatter"},
            "text": {"()": "gatepost.server.logs.TextFormatter"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": "json" if production else "text",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "gatepost": {"level": "INFO"},
        },
    }
