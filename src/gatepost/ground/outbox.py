"""Mail, SMS and messages of features: written in the transaction of the operation, sent after it commits.

No request waits for another server, and an unavailable one breaks nothing. A message is leased by a conditional update,
so that two senders send it only once; an expired code is not sent.
"""

import logging
import re
import threading
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection

from gatepost import conf
from gatepost.ground import clock, database, keyring, mail_server, queries, sms_budget, targets
from gatepost.ground.models import Message
from gatepost.ground.sealing import SealedColumn
from gatepost.ground.sending import UnaddressableError, send
from gatepost.ground.settings import OutboxSettings
from gatepost.ground.uuid7 import uuid7

log = logging.getLogger("gatepost.outbox")
LEASE = timedelta(seconds=60)
HOLD = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(minutes=10)
"""By how much, at most, those of servers that are set."""
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
LONGEST_CAUSE = 300
ADDRESS = re.compile(r"[^\s<>'\"]+@[^\s<>'\",]+|\+\d{6,15}")
_wake = threading.Event()
_started = threading.Lock()
_thread: threading.Thread | None = None
_sent: dict[UUID, datetime] = {}
"""When messages were sent, until the database knows: if it fails in between, none is sent again."""


class Postponed(Exception):  # noqa: N818 - not a fault of the message
    """A message has to wait; this doesn't count as an attempt to send it."""

    def __init__(self, reason: str, pause: timedelta) -> None:
        super().__init__(reason)
        self.pause = pause


SEALED = SealedColumn(purpose="outbox", model=Message)


class Envelope(msgspec.Struct, frozen=True):
    """The sealed part of a message: its recipient and the values for its templates."""

    to: str
    context: dict[str, Any]


class Sender(Protocol):
    """Sends the messages of a channel other than mail and SMS."""

    def __call__(self, to: str, context: Mapping[str, Any], /, *, last: bool) -> None:
        """Send one message.

        Args:
            to: Its recipient.
            context: Its values.
            last: Whether this is the last attempt.

        Raises:
            Exception: It couldn't be sent, and is retried unless this was the last attempt.
        """


_senders: dict[str, Sender] = {}


def register(senders: Mapping[str, Sender]) -> None:
    """Set the functions that send the messages of other channels; called once, when Django's apps are ready."""
    _senders.clear()
    _senders.update(senders)


def put(
    channel: str,
    kind: str,
    to: str,
    context: dict[str, Any],
    *,
    language: str,
    expires_at: datetime | None = None,
) -> None:
    """Write a message; it is sent after the transaction commits.

    Args:
        channel: `mail`, `sms`, or one that a feature has a sender for.
        kind: `<feature>/<name>`, for mail and SMS the folder of its templates.
        to: Address or number, or whatever the sender expects.
        context: Values for the templates or the sender.
        language: The recipient's language code.
        expires_at: It is not sent after this moment.
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
        _start_thread()  # even if a callback of the project fails at the commit, and ours is not called
        database.on_commit(_wake.set)
    elif delivery == "immediate":
        database.on_commit(_deliver_now)


def deliver_due(limit: int = 100) -> int:
    """Send the messages that are due; returns how many were sent. Safe to run concurrently.

    Users wait for mail and SMS, while the server that gets a message of a feature may be slow. So all mail and SMS that
    is due by then goes before each message of a feature.

    Args:
        limit: How many messages of each sort to read at once, and how many of features to send.
    """
    _close_sent()
    sent = 0
    for _ in range(limit):
        sent += sum(map(_deliver, _due(limit, _waiting(), but=True)))
        others = _due(1, _senders)
        if not others:
            break
        sent += _deliver(others[0])
    return sent


def _due(limit: int, channels: Collection[str], *, but: bool = False) -> list[Message]:
    now = clock.now()
    latest = now + timedelta(seconds=LONGEST_PAUSE_SECONDS) + CLOCKS_DIFFER
    return queries.due_messages(now, limit, channels, latest=latest, but=but)


def _waiting() -> list[str]:
    """The channels that are not sent with mail and SMS: those of features, and mail itself while its server is away."""
    return [*_senders, *(["mail"] if mail_server.away() else [])]


def _deliver_now() -> None:
    deliver_due()


def _deliver(message: Message) -> bool:
    now = clock.now()
    waits = message.channel == "mail" and mail_server.away()
    if waits or not queries.lease(message, now + LEASE):
        return False
    if message.expires_at is not None and message.expires_at <= now:
        queries.close_message(message.id, None)
        return False
    try:
        envelope = msgspec.json.decode(keyring.unseal("outbox", message.sealed, message.id.hex), type=Envelope)
        _send(message, envelope)
    except UnaddressableError:
        log.error("a message of kind %s was dropped: Django's SMTP backend can't address its mailbox", message.kind)  # noqa: TRY400
        queries.close_message(message.id, None)
        return False
    except Postponed as held:
        log.error("a message of kind %s waits: %s", message.kind, held)  # noqa: TRY400 - the operator needs no trace
        queries.hold(message.id, min(now + held.pause, message.expires_at or now + held.pause))
        return False
    except Exception as error:  # noqa: BLE001 - a sender may fail in any way; the message is retried, or given up
        if message.channel == "mail" and mail_server.failed(error):
            queries.hold(message.id, now)
        else:
            _put_off(message, error)
        return False
    _sent[message.id] = clock.now()
    _close_sent()
    return True


def _close_sent() -> None:
    for message_id, at in list(_sent.items()):
        queries.close_message(message_id, at)
        _sent.pop(message_id, None)


def _send(message: Message, envelope: Envelope) -> None:
    if message.channel in _senders:
        last = message.attempts + 1 >= conf.read(OutboxSettings).attempts
        _senders[message.channel](envelope.to, envelope.context, last=last)
        return
    context = _with_public_links(envelope.context)
    if message.channel == "sms":
        _count_sms(envelope.to)
    send(message.channel, message.kind, envelope.to, context, message.language)


def _count_sms(to: str) -> None:
    """Count an SMS that is about to be sent.

    Raises:
        Postponed: A budget is used up.
    """
    if seconds := sms_budget.wait(to):
        raise Postponed("the SMS budget is used up", timedelta(seconds=seconds))


def _with_public_links(context: Mapping[str, Any]) -> dict[str, Any]:
    """Values for the templates; links written before the public URL was configured are moved below it.

    Raises:
        Postponed: A link leads to the recipient's own machine.
    """
    found = dict(context)
    public = conf.public_url()
    allowed = settings.DEBUG or conf.read(OutboxSettings).loopback_links
    for name in (name for name in context if name.rpartition("_")[2] in ("link", "url")):
        url = str(context[name] or "")
        if public and url.startswith(f"{conf.WITHOUT_PUBLIC_URL}/"):
            url = found[name] = public + url.removeprefix(conf.WITHOUT_PUBLIC_URL)
        if not allowed and targets.leads_to_loopback(url):
            raise Postponed(f"its link leads to {targets.origin(url)}; set GATEPOST['public_url']", HOLD)
    return found


def _put_off(message: Message, error: Exception) -> None:
    attempt = message.attempts + 1
    # A mail server's error may contain the recipient's address.
    cause = f"{type(error).__name__}: {ADDRESS.sub('(address)', str(error))[:LONGEST_CAUSE]}"
    if attempt >= conf.read(OutboxSettings).attempts:
        log.error("a message of kind %s is given up after attempt %d: %s", message.kind, attempt, cause)
        queries.close_message(message.id, None)
        return
    log.warning("a message of kind %s was not sent (attempt %d): %s", message.kind, attempt, cause)
    pause = min(FIRST_PAUSE_SECONDS * 2**message.attempts, LONGEST_PAUSE_SECONDS)
    queries.put_off(message.id, clock.now() + timedelta(seconds=pause))


def _start_thread() -> None:
    global _thread  # noqa: PLW0603 - one sender per process
    with _started:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="gatepost-outbox", daemon=True)
            _thread.start()


def _run() -> None:
    while True:
        _wake.wait(timeout=FIRST_PAUSE_SECONDS)
        _wake.clear()
        try:
            while deliver_due():
                pass
        except Exception as error:  # noqa: BLE001 - the database may be unavailable; the next round retries
            log.warning("the outbox could not be read: %s: %s", type(error).__name__, error)
        finally:
            connection.close()
