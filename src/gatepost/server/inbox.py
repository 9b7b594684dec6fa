"""The development inbox: every mail and SMS, kept as files, shown as a page and as JSON."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gatepost.ground.sending import INBOX_VARIABLE, to_inbox

SHOWN = 200
LINK = re.compile(r"https?://\S+")
CODE = re.compile(r"\b(?:[B-Z2-9]{4}-[B-Z2-9]{4}|\d{6})\b")


class EmailBackend(BaseEmailBackend):
    """Django's email backend of the development server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep mails."""
        for mail in email_messages:
            pages = [part[0] for part in mail.alternatives] if isinstance(mail, EmailMultiAlternatives) else []
            page = str(pages[0]) if pages else ""
            to_inbox(", ".join(mail.to), str(mail.body), channel="mail", subject=str(mail.subject), page=page)
        return len(email_messages)


def messages() -> list[dict[str, Any]]:
    """What came, newest first, with links and codes picked out."""
    folder = Path(os.environ[INBOX_VARIABLE])
    files = sorted(folder.glob("*.json"), reverse=True)[:SHOWN] if folder.is_dir() else []
    found = [json.loads(file.read_text()) for file in files]
    for message in found:
        message["links"] = LINK.findall(message["text"])
        message["code"] = next(iter(CODE.findall(message["text"])), None)
    return found


def as_json(request: HttpRequest) -> HttpResponse:
    """For programs."""
    del request
    return _private(JsonResponse(messages(), safe=False, json_dumps_params={"indent": 1}))


def as_page(request: HttpRequest) -> HttpResponse:
    """For people; refreshes itself."""
    response = _private(render(request, "gatepost/inbox.html", {"messages": messages()}))
    response["Refresh"] = "5"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
