"""Renders a message and passes it to a sender."""

import email.utils
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import smtp
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from gatepost import conf
from gatepost.ground import clock, dotted_paths, text, user_agents
from gatepost.ground.mail_templates import brand, render
from gatepost.ground.settings import OutboxSettings
from gatepost.ground.uuid7 import uuid7

INBOX_VARIABLE = "GATEPOST_INBOX"
SMS_KEY = 'GATEPOST["SMS"]'
NAMES = ("user", "username", "name", "device", "user_agent")
"""Template values under a visitor's control, who may be a stranger to the recipient."""
LONGEST_NAME = 150
"""In characters, as Django's `first_name` allows."""
LINKING = re.compile(r"[.:/@\\]")
REARRANGING = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]+")
"""Controls, line ends and marks that change the direction of what follows (Unicode Standard Annex 9)."""
ZERO_WIDTH_SPACE = "\u200b"
_smtputf8: list[Callable[[], bool]] = []


class UnaddressableError(Exception):
    """Django's own SMTP backend would misdeliver this mail or crash, because the mailbox's name is not ASCII."""


class SmsSender(Protocol):
    """A function that sends a text to a number, and raises if it fails."""

    def __call__(self, to: str, text: str) -> None:
        """Send one SMS.

        Args:
            to: Number in E.164.
            text: The message.
        """


def rendered(channel: str, kind: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a message in a language; subject and HTML are empty for an SMS."""
    values = {"from_name": conf.read(OutboxSettings).from_name, **context}
    with translation.override(language or settings.LANGUAGE_CODE):
        if "user_agent" in values:
            values["device"] = user_agents.label(values["user_agent"]) or gettext("an unknown browser or app")
        values = _plain_names(values)
        body = (render(kind, "body.txt", values) or "").strip()
        if channel == "sms":
            return "", body + _bound_code(values.get("code")), ""
        subject = " ".join((render(kind, "subject.txt", values) or "").split())
        return subject, f"{body}\n", render(kind, "body.html", {**values, "subject": subject, "brand": brand()}) or ""


def _bound_code(code: str | None) -> str:
    """The last line of an SMS with a code, by which browsers offer the code on our pages only.

    Source: WICG, "Origin-bound one-time codes delivered via SMS".
    """
    host = urlsplit(conf.public_url()).hostname
    return f"\n\n@{host} #{code}" if code and host else ""


def send(channel: str, kind: str, to: str, context: dict[str, Any], language: str) -> None:
    """Render a message in the recipient's language and send it.

    Raises:
        UnaddressableError: Django's SMTP backend can't send to this mailbox.
        Exception: Whatever the sender raises; the outbox retries.
    """
    subject, body, page = rendered(channel, kind, context, language)
    if channel == "sms":
        _sms_sender()(to, body)
        return
    message = EmailMultiAlternatives(subject, body, from_email=_sender(), to=[text.envelope(to)])
    if not message.to[0].isascii() and misaddresses(backend()):
        raise UnaddressableError
    if page:
        message.attach_alternative(page, "text/html")
    message.send()


def _sender() -> str:
    """The project's From address, with its domain in the encoding that mail servers understand."""
    name, address = email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)
    if not address or address.rpartition("@")[2].isascii():
        return settings.DEFAULT_FROM_EMAIL
    return email.utils.formataddr((name, text.envelope(address)))


def backend() -> type:
    """The class of the project's mail backend: of the default one of `MAILERS` (Django 6.1), or `EMAIL_BACKEND`."""
    mailers = getattr(settings, "MAILERS", None)
    default = mailers.get("default", {}).get("BACKEND") if mailers else None
    found: type = import_string(default or settings.EMAIL_BACKEND)
    return found


def connection() -> Any:
    """A connection of the project's mail backend; its `timeout` may be set before it is opened.

    Django 6.1 has `mail.mailers` for it and deprecates `get_connection`.
    """
    mailers = getattr(mail, "mailers", None)
    return mailers.default if mailers is not None else mail.get_connection()


def misaddresses(backend: type) -> bool:
    """Whether a mail backend sends as Django's SMTP backend does, which can't address a non-ASCII mailbox.

    It fails silently: it writes the name as an encoded word (RFC 2047), which any server takes for another mailbox.
    """
    sends: Any = smtp.EmailBackend  # the stubs lack `_send`, which custom backends override
    return issubclass(backend, smtp.EmailBackend) and getattr(backend, "_send", None) is sends._send  # noqa: SLF001


def use_smtputf8(supported: Callable[[], bool]) -> Callable[[], bool]:
    """Register the function that says whether the mail server supports SMTPUTF8; the default is no support."""
    _smtputf8[:] = [supported]
    return supported


def deliverable(address: str) -> bool:
    """Whether mail can reach a mailbox: a non-ASCII name needs SMTPUTF8 (RFC 6531)."""
    return address.rpartition("@")[0].isascii() or any(supported() for supported in _smtputf8)


def _plain_names(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a message with names that stay names, also those of further accounts in `others`."""
    plain = {name: _plain(values[name]) for name in NAMES if name in values}
    others = [_plain_names(other) for other in values.get("others", ())]
    return {**values, **plain, **({"others": others} if others else {})}


def _plain(name: str) -> str:
    """A name that can't pass for the message's own text: one short line, in which no mail client finds a link.

    Dots, slashes and the like are put between zero-width spaces.
    """
    line = REARRANGING.sub(" ", name)
    short = line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}…"
    return LINKING.sub(f"{ZERO_WIDTH_SPACE}\\g<0>{ZERO_WIDTH_SPACE}", short)


def sms_sender(name: str) -> SmsSender:
    """A built-in sender by its name, or the project's by its dotted path.

    Raises:
        ImproperlyConfigured: There is no such sender, or it can't be called.
    """
    ours: dict[str, SmsSender] = {"console": _to_console, "inbox": to_inbox, "twilio": _to_twilio}
    if name in ours:
        return ours[name]
    if "." not in name:
        raise ImproperlyConfigured(f"{SMS_KEY}: {name!r} is neither one of {', '.join(ours)} nor a dotted path")
    sender: SmsSender = dotted_paths.load(SMS_KEY, name)[0]
    if not callable(sender):
        raise ImproperlyConfigured(f"{SMS_KEY}: {name!r} can't be called with a number and a text")
    return sender


def _sms_sender() -> SmsSender:
    return sms_sender(conf.read(OutboxSettings).sms)


def _to_console(to: str, text: str) -> None:
    print(f"SMS to {to}: {text}")  # noqa: T201 - the console sender prints


def to_inbox(to: str, text: str, **more: str) -> None:
    """Write a message as a file of the development inbox, in the folder that the environment variable names.

    Args:
        to: Address or number.
        text: The text.
        more: Further fields of a mail: `channel`, `subject`, `html`, `from`, `source`.
    """
    folder = Path(os.environ[INBOX_VARIABLE])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{int(clock.unix() * 1_000_000):017d}-{uuid7().hex[-8:]}"
    at = clock.now().isoformat()
    entry = {"id": name, "at": at, "channel": "sms", "to": to, "subject": "", "text": text, "html": "", **more}
    draft = folder / f".{name}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(entry))
    draft.rename(folder / f"{name}.json")


def _to_twilio(to: str, text: str) -> None:
    from twilio.rest import Client  # noqa: PLC0415 - an optional dependency

    # The library reads account and token from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.
    Client().messages.create(to=to, from_=conf.read(OutboxSettings).sms_from, body=text)
