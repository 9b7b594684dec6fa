"""`gatepost explain`: the decisions behind a refused request."""

from typing import TYPE_CHECKING, Any

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare

if TYPE_CHECKING:
    from gatepost.ground.models import Event, RefusedRequest

HEADLINE = "{at} UTC  {method} /{route}  answered with {status}"


@click.command(epilog="Example: gatepost explain 3f9c1d2e4b5a69788796a5b4")
@click.argument("request_id")
def explain(request_id: str) -> None:
    """Show why a request was refused: every decision, in order.

    REQUEST_ID is the `X-Request-ID` header of the response. Neither secrets nor what was typed is stored: users are
    shown by their primary key, limits by name.
    """
    prepare()
    migrate()
    from gatepost import conf  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.ground import refused_requests  # noqa: PLC0415
    from gatepost.ground.settings import ExplainSettings  # noqa: PLC0415

    if not (seconds := conf.read(ExplainSettings).kept_seconds):
        raise click.ClickException("nothing is kept to be explained: explain.kept_seconds is 0")
    refused, events = refused_requests.find(request_id)
    if not refused and not events:
        raise click.ClickException(
            f"no refused request has the id {request_id!r}: it is mistyped, was answered as asked, came during a flood"
            f" of refused requests, or is older than {seconds // 3600} hours (explain.kept_seconds)"
        )
    lines = [line for row in refused for line in _lines(row)]
    if not refused:
        lines = ["The request was not refused."]
    lines += [f"recorded    {event.kind} {event.outcome}{_shown(_plain(event))}" for event in events]
    output.say(
        "\n".join(lines),
        requests=[
            {name: getattr(row, name) for name in ("at", "method", "route", "status", "decisions")} for row in refused
        ],
        events=[
            {"at": event.at, "kind": event.kind, "outcome": event.outcome, "details": _plain(event)} for event in events
        ],
    )


def _lines(row: "RefusedRequest") -> list[str]:
    head = HEADLINE.format(at=output.shown(row.at), method=row.method, route=row.route, status=row.status)
    return [head, *(_line(number, decision) for number, decision in enumerate(row.decisions, 1))]


def _line(number: int, decision: dict[str, Any]) -> str:
    mark = "  <- refused" if decision["refused"] else ""
    return f"{number:>2}. {decision['step']:<14}{decision['result']}{_shown(decision['details'])}{mark}"


def _shown(details: dict[str, Any]) -> str:
    return f" ({', '.join(f'{name}: {value}' for name, value in details.items())})" if details else ""


def _plain(event: "Event") -> dict[str, Any]:
    """The details of an event, with its user; without the id that it was found by."""
    details = {name: value for name, value in event.details.items() if name != "request_id"}
    return ({"user": event.user_key} if event.user_key else {}) | details
