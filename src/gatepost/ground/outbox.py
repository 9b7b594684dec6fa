"""Mail and SMS: written in the transaction of the act, sent after it.

No request waits for a mail server, and a mail server's fault breaks nothing. A message is leased by a
conditional update, so that two senders send it once; a code that has expired is not sent.
"""

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from gatepost import conf
from gatepost.ground import clock, database, keyring, queries
from gatepost.ground.identity import uuid7
from gatepost.ground.models import Message
from gatepost.ground.sending import send
from gatepost.ground.settings import LinksSettings, OutboxSettings

log = logging.getLogger("gatepost.outbox")
LEASE = timedelta(seconds=60)
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
_wake = threading.Event()
_started = threading.Lock()
_thread: threading.Thread | None = None


class Envelope(msgspec.Struct, frozen=True):
    """What is sealed in a row: to whom, and what the templates need."""

    to: str
    context: dict[str, Any]


def link(name: str, own: Mapping[str, str] = {}, **values: str) -> str:
    """A link for a mail, from the configured templates only.

    Args:
        name: A field of the `links` settings.
        own: Templates that the door's clients expect in the place of those.
        values: What stands in braces there.
    """
    template: str = own.get(name) or getattr(conf.read(LinksSettings), name)
    return template.format(**values)


def put(
    channel: str,
    kind: str,
    to: str,
    context: dict[str, Any],
    *,
    language: str,
    expires_at: datetime | None = None,
) -> None:
    """Write a message; it is sent once the transaction is.

    Args:
        channel: `mail` or `sms`.
        kind: `<method>/<name>`, the folder of its templates.
        to: Address or number.
        context: Values for the templates.
        language: Language code of the reader.
        expires_at: Not sent after this moment.
    """
    row_id = uuid7()
    now = clock.now()
    sealed = keyring.seal("outbox", msgspec.json.encode(Envelope(to, context)), row_id.hex)
    queries.add_message(
        Message(
            id=row_id,
            channel=channel,
            kind=kind,
            sealed=sealed,
            language=language,
            created_at=now,
            due_at=now,
            expires_at=expires_at,
        )
    )
    delivery = conf.read(OutboxSettings).delivery
    if delivery == "thread":
        database.on_commit(_wake_thread)
    elif delivery == "immediate":
        database.on_commit(_deliver_now)


def deliver_due(limit: int = 100) -> int:
    """Send what is due; returns how many went out. Safe to run anywhere, at the same time."""
    return sum(_deliver(message) for message in queries.due_messages(clock.now(), limit))


def _deliver_now() -> None:
    deliver_due()


def _deliver(message: Message) -> bool:
    now = clock.now()
    if not queries.lease(message, now + LEASE):
        return False
    if message.expires_at is not None and message.expires_at <= now:
        queries.close_message(message.id, None)
        return False
    try:
        envelope = msgspec.json.decode(keyring.unseal("outbox", message.sealed, message.id.hex), type=Envelope)
        send(message.channel, message.kind, envelope.to, envelope.context, message.language)
    except Exception:  # noqa: BLE001 - a sender may fail in any way; the message waits, or is given up
        log.warning("a message of kind %s was not sent (attempt %d)", message.kind, message.attempts + 1)
        _put_off(message)
        return False
    queries.close_message(message.id, clock.now())
    return True


def _put_off(message: Message) -> None:
    if message.attempts + 1 >= conf.read(OutboxSettings).attempts:
        queries.close_message(message.id, None)
        return
    pause = min(FIRST_PAUSE_SECONDS * 2**message.attempts, LONGEST_PAUSE_SECONDS)
    queries.put_off(message.id, clock.now() + timedelta(seconds=pause))


def _wake_thread() -> None:
    global _thread  # noqa: PLW0603 - one sender per process
    with _started:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="gatepost-outbox", daemon=True)
            _thread.start()
    _wake.set()


def _run() -> None:
    while True:
        _wake.wait(timeout=FIRST_PAUSE_SECONDS)
        _wake.clear()
        try:
            while deliver_due():
                pass
        except Exception:  # noqa: BLE001 - the database may be away; the next round tries again
            log.warning("the outbox could not be read")
        finally:
            connection.close()
