"""The development inbox: every mail and SMS, stored as files and shown as by a mail client; previews of all mails."""

import json
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gatepost.ground import mail_templates
from gatepost.ground.mail_variables import VARIABLES
from gatepost.ground.sending import INBOX_VARIABLE, rendered, to_inbox

SHOWN = 200
LINK = re.compile(r"https?://\S+")
CODE = re.compile(r"\b(?:[B-Z2-9]{4}-[B-Z2-9]{4}|\d{6})\b")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


class EmailBackend(BaseEmailBackend):
    """The development server's email backend, which stores mails instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store mails in the inbox folder, with their HTML part, if any, and their source."""
        for mail in email_messages:
            pages = [part[0] for part in mail.alternatives] if isinstance(mail, EmailMultiAlternatives) else []
            to_inbox(
                ", ".join(mail.to),
                str(mail.body),
                channel="mail",
                subject=str(mail.subject),
                html=str(pages[0]) if pages else "",
                **{"from": mail.from_email, "source": mail.message().as_string()},
            )
        return len(email_messages)


def messages() -> list[dict[str, Any]]:
    """The last `SHOWN` messages, newest first, with their links and codes extracted."""
    folder = Path(os.environ[INBOX_VARIABLE])
    files = sorted(folder.glob("*.json"), reverse=True)[:SHOWN] if folder.is_dir() else []
    return [_with_findings(json.loads(file.read_text())) for file in files]


def previews(language: str) -> list[dict[str, Any]]:
    """Every message, with examples for its variables, in the form of the inbox's."""
    examples = {name: variable.example for name, variable in VARIABLES.items() if name not in ("device", "from_name")}
    found = []
    for one in mail_templates.templates():
        values = {**{name: name for name in one.variables if name not in VARIABLES}, **examples, "user_agent": FIREFOX}
        subject, text, page = rendered(one.channel, one.kind, values, language)
        message = {
            "id": one.kind,
            "channel": one.channel,
            "to": one.kind,
            "subject": subject,
            "text": text,
            "html": page,
        }
        found.append(_with_findings(message))
    return found


def _with_findings(message: dict[str, Any]) -> dict[str, Any]:
    codes = CODE.findall(message["text"])
    return {**message, "links": LINK.findall(message["text"]), "code": codes[0] if codes else None}


def as_json(request: HttpRequest) -> HttpResponse:
    """Serve the messages as JSON, for programs and tests."""
    del request
    return _private(JsonResponse(messages(), safe=False, json_dumps_params={"indent": 1}))


def previews_as_json(request: HttpRequest) -> HttpResponse:
    """Serve previews of all messages, in the language that the query names."""
    languages = dict(settings.LANGUAGES)
    language = request.GET.get("language", "")
    found = previews(language if language in languages else settings.LANGUAGE_CODE)
    return _private(JsonResponse(found, safe=False, json_dumps_params={"indent": 1}))


def as_page(request: HttpRequest) -> HttpResponse:
    """Serve the inbox as a page that looks for new messages."""
    return _page(request, title="Inbox", source="/dev/inbox.json", refresh="yes", empty="No messages.")


def previews_as_page(request: HttpRequest) -> HttpResponse:
    """Serve previews of all messages as a page."""
    empty, languages = "No template matches.", settings.LANGUAGES
    return _page(request, title="Mails", source="/dev/mails.json", refresh="", empty=empty, languages=languages)


def _page(request: HttpRequest, **values: object) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    return _private(render(request, "gatepost/inbox.html", {**values, "nonce": nonce}), nonce)


def _private(response: HttpResponse, nonce: str = "") -> HttpResponse:
    """Forbid what the page doesn't need. Mails are shown in a frame that inherits this, so none of them runs code."""
    response["Cache-Control"] = "no-store"
    scripts = f"script-src 'nonce-{nonce}'; connect-src 'self'; " if nonce else ""
    response["Content-Security-Policy"] = (
        f"default-src 'none'; {scripts}style-src 'unsafe-inline'; img-src 'self' data: https:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response
