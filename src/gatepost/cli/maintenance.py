"""`gatepost worker, cleanup, doctor, openapi`."""

import importlib.util
import json
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from gatepost.cli import migrate, prepare

console = Console()
BATCH = 1000


@click.command(epilog="Example: gatepost worker")
@click.option("--once", is_flag=True, help="Send what is due and end.")
def worker(*, once: bool) -> None:
    """Send mail and SMS until told to stop; any number of workers may run."""
    prepare()
    migrate()
    from gatepost.ground import outbox  # noqa: PLC0415 - models exist once Django is set up

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    console.print("Sending. Ctrl-C or SIGTERM ends it after the message at hand.")
    sent = outbox.deliver_due()
    while not once and not stop.is_set():
        if not outbox.deliver_due():
            stop.wait(1)
    console.print(f"Sent {sent}." if once else "Stopped.")


@click.command(epilog="Example: gatepost cleanup")
def cleanup() -> None:
    """Remove what has expired, 1,000 rows at a time; may be interrupted and started again."""
    prepare()
    migrate()
    from gatepost.flow import queries as flow  # noqa: PLC0415
    from gatepost.ground import clock  # noqa: PLC0415
    from gatepost.ground import queries as ground  # noqa: PLC0415
    from gatepost.sessions import queries as sessions  # noqa: PLC0415
    from gatepost.tokens import family_queries as families  # noqa: PLC0415
    from gatepost.tokens import key_queries as signing_keys  # noqa: PLC0415
    from gatepost.tokens import queries as tokens  # noqa: PLC0415

    now = clock.now()
    day_ago = now - timedelta(days=1)
    tasks: dict[str, Callable[[], int]] = {
        "sessions": lambda: sessions.delete_expired(now, BATCH),
        "trusted browsers": lambda: sessions.delete_expired_trust(now, BATCH),
        "keys": lambda: tokens.delete_expired(now, BATCH),
        "signing keys": lambda: signing_keys.delete_old(day_ago, BATCH),
        "refresh families": lambda: families.delete_expired(now, BATCH),
        "logins": lambda: flow.delete_old(now, BATCH),
        "codes and links": lambda: ground.delete_old_secrets(now, BATCH),
        "messages": lambda: ground.delete_old_messages(day_ago, BATCH),
    }
    for name, act in tasks.items():
        total = 0
        with console.status(f"Removing {name}"):
            while removed := act():
                total += removed
        console.print(f"{name}: {total} removed")
    console.print(f"limits: {ground.delete_old_buckets(clock.unix())} removed")


@click.command(epilog="Example: gatepost doctor --repair")
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
def doctor(*, repair: bool) -> None:
    """Look for faults in settings and data; exits 1 if any is left."""
    prepare()
    migrate()
    from django.conf import settings as django_settings  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.core.checks import run_checks  # noqa: PLC0415

    from gatepost.accounts import lifecycle  # noqa: PLC0415

    faults = [str(message) for message in run_checks() if message.is_serious()]
    everybody = get_user_model()._default_manager.order_by("pk")  # noqa: SLF001
    adrift: list[Any] = [
        user
        for user in track(everybody.iterator(BATCH), total=everybody.count(), description="Users", console=console)
        if lifecycle.adrift(user)
    ]
    if repair:
        for user in track(adrift, description="Repairing", console=console):
            lifecycle.adopt(user)
        adrift = [user for user in adrift if lifecycle.adrift(user)]
    faults += [f"user {user.pk}: the names that lead to it differ from its columns" for user in adrift]
    faults += _unknown_groups()
    if django_settings.ROOT_URLCONF == "gatepost.server.urls" and importlib.util.find_spec("rest_framework") is None:
        console.print("The REST dialects are not offered: pip install 'gatepost[server]'", markup=False)
    for fault in faults:
        console.print(fault, markup=False)
    if faults:
        raise click.ClickException(
            f"{len(faults)} faults" + ("" if repair else "; `gatepost doctor --repair` mends data")
        )
    console.print("All is well.")


def _unknown_groups() -> list[str]:
    """A rule for a group that nobody made protects nobody."""
    from django.contrib.auth.models import Group  # noqa: PLC0415 - models exist once Django is set up

    from gatepost import conf  # noqa: PLC0415
    from gatepost.flow.settings import FlowSettings  # noqa: PLC0415

    wanted = conf.read(FlowSettings).second_factor_groups
    known = set(Group.objects.filter(name__in=wanted).values_list("name", flat=True)) if wanted else set()
    return [f"flow.second_factor_groups: there is no group {name!r}" for name in wanted if name not in known]


@click.command(epilog="Example: gatepost openapi > openapi.json")
@click.option("--everything", is_flag=True, help="Show operations that the settings switch off too.")
def openapi(*, everything: bool) -> None:
    """Print the API's description."""
    prepare()
    from gatepost.headless.openapi import document  # noqa: PLC0415

    click.echo(json.dumps(document(everything=everything), indent=1))
