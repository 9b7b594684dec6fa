"""Renders a message and hands it to a sender.

Templates of a message stand in one folder, `methods/<method>/messages/<name>/` or `flow/messages/<name>/`:
`subject.txt`, `body.txt` and, for mails, `body.html`. A project's own template `gatepost/<method>/<name>/<file>` goes
before ours.
"""

import json
import os
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine, TemplateDoesNotExist, engines
from django.utils import translation
from django.utils.translation import gettext

from gatepost import conf
from gatepost.ground import clock, user_agents
from gatepost.ground.identity import uuid7
from gatepost.ground.settings import OutboxSettings

ROOT = Path(__file__).resolve().parent.parent
INBOX_VARIABLE = "GATEPOST_INBOX"
_engine = Engine(
    dirs=[str(ROOT / "methods"), str(ROOT), str(ROOT / "ground" / "messages")], builtins=["django.templatetags.i18n"]
)


class SmsSender(Protocol):
    """Anything that sends a text to a number; raises if it could not."""

    def __call__(self, to: str, text: str) -> None:
        """Send.

        Args:
            to: Number in E.164.
            text: What to say.
        """


def render(kind: str, file: str, context: dict[str, Any]) -> str | None:
    """One file of a message, or None if it has none."""
    method, _, name = kind.partition("/")
    for engine in engines.all():
        try:
            return str(engine.get_template(f"gatepost/{method}/{name}/{file}").render(context))
        except TemplateDoesNotExist:
            continue
    try:
        template = _engine.get_template(f"{method}/messages/{name}/{file}")
    except TemplateDoesNotExist:
        return None
    return template.render(Context(context, autoescape=file.endswith(".html")))


def send(channel: str, kind: str, to: str, context: dict[str, Any], language: str) -> None:
    """Render in the reader's language and send.

    Raises:
        Exception: Whatever the sender raises; the outbox tries again.
    """
    values = {"from_name": conf.read(OutboxSettings).from_name, **context}
    with translation.override(language or settings.LANGUAGE_CODE):
        if "user_agent" in values:
            values["device"] = user_agents.label(values["user_agent"]) or gettext("an unknown browser or app")
        body = (render(kind, "body.txt", values) or "").strip() + "\n"
        if channel == "sms":
            _sms_sender()(to, body.strip())
            return
        subject = " ".join((render(kind, "subject.txt", values) or "").split())
        mail = EmailMultiAlternatives(subject, body, to=[to])
        if (page := render(kind, "body.html", values)) is not None:
            mail.attach_alternative(page, "text/html")
        mail.send()


def _sms_sender() -> SmsSender:
    senders: dict[str, SmsSender] = {"console": _to_console, "inbox": to_inbox, "twilio": _to_twilio}
    return senders[conf.read(OutboxSettings).sms]


def _to_console(to: str, text: str) -> None:
    print(f"SMS to {to}: {text}")  # noqa: T201 - this is what the console sender does


def to_inbox(to: str, text: str, *, channel: str = "sms", subject: str = "", page: str = "") -> None:
    """Keep a message as a file of the development inbox, in the folder that the server names."""
    folder = Path(os.environ[INBOX_VARIABLE])
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{int(clock.unix() * 1_000_000):017d}-{uuid7().hex[-8:]}"
    entry = {
        "id": name,
        "at": clock.now().isoformat(),
        "channel": channel,
        "to": to,
        "subject": subject,
        "text": text,
        "html": page,
    }
    draft = folder / f".{name}"
    draft.write_text(json.dumps(entry))
    draft.rename(folder / f"{name}.json")


def _to_twilio(to: str, text: str) -> None:
    from twilio.rest import Client  # noqa: PLC0415 - an extra that most do not install

    # Account and token are read by the library from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.
    Client().messages.create(to=to, from_=conf.read(OutboxSettings).sms_from, body=text)
