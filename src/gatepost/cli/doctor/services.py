"""Database, clock, retention, Redis and the mail server. Nothing is sent or changed."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp as django_smtp

from gatepost import conf
from gatepost.cli.doctor.findings import Finding, line
from gatepost.features.email.settings import EmailSettings
from gatepost.ground import audit, redis_limits, sending
from gatepost.ground import clock as machine
from gatepost.ground import database as databases
from gatepost.ground import event_partition_queries as partitions
from gatepost.ground import queries as ground
from gatepost.ground.settings import LimitsSettings, OutboxSettings
from gatepost.sessions import queries as sessions

DATABASE, CLOCK, RETENTION, REDIS, MAIL = "Database", "Clock", "Retention", "Redis", "Mail server"
TOLERATED_SECONDS, BROKEN_SECONDS = 2, 30
TIMEOUT_SECONDS = 10
LATE_DAYS = 2
MIGRATE = "manage.py migrate (the standalone server does so when it starts)"
NOT_SENT = "codes and links don't arrive: users can neither verify an address nor reset a password"


def database() -> Iterator[Finding]:
    """Whether the database can be reached, is supported and has its tables."""
    try:
        version = databases.version()
        unapplied = databases.unapplied_migrations()
    except Exception as error:  # noqa: BLE001 - a driver may raise anything; whatever it is, the database can't be used
        yield Finding(
            section=DATABASE,
            level="problem",
            text=f"{databases.alias()!r} can't be used: {type(error).__name__}: {error}".strip(),
            consequence="every request is refused with 503",
            fix=f'DATABASES["{databases.alias()}"], or DATABASE_URL of the standalone server',
        )
        return
    if unapplied:
        yield Finding(
            section=DATABASE,
            level="problem",
            text=f"{len(unapplied)} migrations are not applied: {', '.join(unapplied)}",
            consequence="requests fail where a table or column is missing",
            fix=MIGRATE,
        )
    yield Finding(section=DATABASE, level="ok", text=f"{version}, reachable")


def clock() -> Iterator[Finding]:
    """The database's clock against this machine's; codes, tokens and limits go by the machine's."""
    before = machine.unix()
    there = databases.unix_time()
    if there is None:
        return
    apart = there - (before + machine.unix()) / 2
    text = f"the database's clock is {abs(apart):.1f} seconds {'ahead of' if apart > 0 else 'behind'} this machine's"
    if abs(apart) <= TOLERATED_SECONDS:
        yield Finding(section=CLOCK, level="ok", text=text)
        return
    yield Finding(
        section=CLOCK,
        level="problem" if abs(apart) >= BROKEN_SECONDS else "warning",
        text=text,
        consequence="if this machine's is wrong, codes of authenticator apps, tokens of other servers and answers of"
        " providers are refused",
        fix="timedatectl set-ntp true, on both machines",
    )


def retention() -> Iterator[Finding]:
    """Whether expired rows are deleted: what a worker or a daily cleanup would have deleted two days ago is gone."""
    late = timedelta(days=LATE_DAYS)
    # A month's partition is dropped once its last event is old enough.
    month = timedelta(days=31) if partitions.is_partitioned() else timedelta()
    horizon = audit.kept_since()
    left = [
        what
        for what, found in (
            ("sessions", sessions.has_expired(machine.now() - late)),
            ("events", horizon is not None and ground.has_old_events(horizon - late - month)),
        )
        if found
    ]
    if not left:
        yield Finding(section=RETENTION, level="ok", text="nothing is left that had to be deleted")
        return
    yield Finding(
        section=RETENTION,
        level="warning",
        text=f"{' and '.join(left)} are still there that had to be deleted more than {LATE_DAYS} days ago",
        consequence="the tables grow without end",
        fix="run gatepost worker as a service, or gatepost cleanup daily",
    )


def redis() -> Iterator[Finding]:
    """Whether the Redis that counts attempts can be reached."""
    url = conf.read(LimitsSettings).redis_url
    if not url:
        yield Finding(section=REDIS, level="ok", text="not configured; the database counts attempts")
        return
    try:
        version = redis_limits.version(url)
    except ImportError:
        fix, text = "pip install 'gatepost[redis]'", "the library is missing"
    except Exception as error:  # noqa: BLE001 - the library, or a bad URL, may raise anything
        fix, text = line("limits.redis_url", "redis://…"), f"can't be used: {type(error).__name__}"
    else:
        yield Finding(section=REDIS, level="ok", text=f"{version}, reachable")
        return
    consequence = "the database counts attempts instead, which is slower"
    yield Finding(section=REDIS, level="problem", text=text, consequence=consequence, fix=fix)


def mail() -> Iterator[Finding]:
    """Connect to the mail server as Django's backend does, with STARTTLS and login; sends nothing."""
    backend = sending.backend()
    if not issubclass(backend, django_smtp.EmailBackend):
        yield _other_backend(backend)
        return
    connection = sending.connection()
    connection.timeout = TIMEOUT_SECONDS
    place = f"{connection.host}:{connection.port}"
    try:
        connection.open()
        utf8 = connection.connection.has_extn("smtputf8")
    except Exception as error:  # noqa: BLE001 - whatever it is, no mail can be sent
        text, fix = _fault(error, connection)
        yield Finding(section=MAIL, level="problem", text=f"{place} {text}", consequence=NOT_SENT, fix=fix)
        return
    finally:
        connection.close()
    if conf.read(EmailSettings).smtputf8 and not utf8:
        yield Finding(
            section=MAIL,
            level="problem",
            text=f"{place} doesn't offer SMTPUTF8, but email.smtputf8 is on",
            consequence="users sign up with addresses beyond ASCII to which no mail can be sent",
            fix=line("email.smtputf8", value=False),
        )
    if connection.username and not (connection.use_tls or connection.use_ssl):
        yield Finding(
            section=MAIL,
            level="warning",
            text=f"the password is sent to {place} without TLS",
            consequence="anyone who reads the network can send mails in your name, and reads the codes in them",
            fix=line("EMAIL_USE_TLS", value=True),
        )
    yield from _sender()
    yield Finding(
        section=MAIL, level="ok", text=f"{place} accepts connections" + " and the login" * bool(connection.username)
    )


def _fault(error: Exception, connection: Any) -> tuple[str, str]:
    """What went wrong, without what the server said, which may quote the credentials; and the line to change."""
    host = f"{line('EMAIL_HOST', '…')}; EMAIL_PORT"
    missing = "STARTTLS" if "STARTTLS" in str(error) else "login"
    certificate = getattr(error, "verify_message", "")
    found: tuple[tuple[type[Exception], str, str], ...] = (
        (smtplib.SMTPAuthenticationError, "refuses the login", f"{line('EMAIL_HOST_USER', '…')}; EMAIL_HOST_PASSWORD"),
        (smtplib.SMTPNotSupportedError, f"offers no {missing}", "EMAIL_PORT = 465; EMAIL_USE_SSL = True"),
        (ssl.SSLCertVerificationError, f"has no valid certificate: {certificate}", host),
        (ssl.SSLError, "doesn't speak TLS in this way", f"EMAIL_USE_SSL = {not connection.use_ssl}; EMAIL_PORT"),
        (smtplib.SMTPServerDisconnected, "doesn't answer as a mail server", f"{host}; EMAIL_USE_SSL"),
        (TimeoutError, "doesn't answer as a mail server", f"{host}; EMAIL_USE_SSL"),
        (socket.gaierror, "has no address", host),
        (Exception, f"can't be used: {type(error).__name__}", host),
    )
    return next((text, fix) for kind, text, fix in found if isinstance(error, kind))


def _other_backend(backend: type) -> Finding:
    name = f"{backend.__module__}.{backend.__qualname__}"
    local = name.startswith(("django.core.mail.", "gatepost.server.inbox."))
    developing = settings.DEBUG or conf.read(OutboxSettings).loopback_links
    if local and not developing:
        fix = line("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        return Finding(section=MAIL, level="problem", text=f"{name} sends no mail", consequence=NOT_SENT, fix=fix)
    text = f"{name} keeps mails on this machine" if local else f"{name} is not checked: it is not Django's for SMTP"
    return Finding(section=MAIL, level="note", text=text)


def _sender() -> Iterator[Finding]:
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield Finding(
            section=MAIL,
            level="warning",
            text=f"mails come from {settings.DEFAULT_FROM_EMAIL}",
            consequence="most mail servers refuse them, or take them for spam",
            fix="DEFAULT_FROM_EMAIL = 'Example <no-reply@example.org>' (GATEPOST_FROM of the standalone server)",
        )
