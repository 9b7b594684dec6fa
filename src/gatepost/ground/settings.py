"""Settings of rate limits, explanations, retention, the outbox and the native API's entry point."""

import re
from typing import Annotated, Any, ClassVar

import msgspec

from gatepost import conf

COLOR = "^#[0-9a-fA-F]{6}$"
UNSEEN = re.compile(r"data:|.*\.svg$")
"""Images that mail clients don't show."""


class LimitsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rate limits.

    Args:
        enabled: Turn off only if something in front of the application limits requests.
        network_factor: Multiplies the limits by network, for installations where many users share an address.
        ipv6_site_factor: How many times the limit of one network (/64) applies to a whole IPv6 site (/48).
        rates: `count/seconds` per bucket name; replaces the defaults of the buckets it names.
        redis_url: A Redis or Valkey that counts instead of the database, which takes over while it is unavailable:
            `redis://host:6379/0`, `redis+sentinel://host:26379,host:26379/name` or
            `redis+cluster://host:6379,host:6379`; with TLS `rediss`.
    """

    section: ClassVar[str] = "limits"

    enabled: bool = True
    network_factor: int = 1
    ipv6_site_factor: Annotated[int, msgspec.Meta(ge=1)] = 10
    rates: dict[str, tuple[str, ...]] = {}
    redis_url: str = ""


class ExplainSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `gatepost explain` can explain.

    Args:
        kept_seconds: For how long the decisions behind a refused request are kept; 0 keeps none.
    """

    section: ClassVar[str] = "explain"

    kept_seconds: Annotated[int, msgspec.Meta(ge=0)] = 259_200


class RetentionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long rows stay in the database.

    Sessions, tokens, codes, links and counters are deleted once they have expired, since none can be used any more;
    each expires as the settings of its feature say.

    Args:
        events_days: For how many days audit events are kept; null keeps them forever.
        messages_days: For how many days it stays visible that a message was sent or given up. Its content is erased
            immediately.
        every_seconds: How often each `gatepost worker` deletes; 0 leaves that to `gatepost cleanup`.
    """

    section: ClassVar[str] = "retention"

    events_days: Annotated[int, msgspec.Meta(ge=1)] | None = 365
    messages_days: Annotated[int, msgspec.Meta(ge=0)] = 1
    every_seconds: Annotated[int, msgspec.Meta(ge=0)] = 3600


class OutboxSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How mails and SMS are sent.

    Args:
        delivery: `thread`: sent by a thread of the process after commit; `worker`: by `gatepost worker`;
            `immediate`: in the request, after commit (tests).
        sms: `console`, `inbox`, `twilio`, or the dotted path of a function that takes a number and a text. The
            top-level key `SMS` is its default.
        sms_from: The sender's number.
        from_name: The site's name, at the head of mails and below them; `web.name` is its default.
        color: Colour of the button in mails, `#rrggbb`; `web.color` is its default.
        color_dark: The same in dark mode; `web.color_dark` is its default.
        logo: URL of a PNG or JPEG shown beside the name, or a path on this site; `web.logo` is its default, unless that
            is a data URL or an SVG, which mail clients don't show.
        attempts: Attempts before a message is given up.
        loopback_links: Whether messages are sent even if their links lead to this machine and `DEBUG` is off, for
            development and tests. Otherwise they wait in the outbox until `public_url` is set.
    """

    section: ClassVar[str] = "outbox"

    @staticmethod
    def derived() -> dict[str, Any]:
        """The default of `sms`, from the top-level key `SMS`, and the look of the web app."""
        sms = {"sms": conf.tree()["SMS"]} if "SMS" in conf.tree() else {}
        web = conf.tree().get("web", {})
        look = {"from_name": "name", "color": "color", "color_dark": "color_dark", "logo": "logo"}
        found = {ours: str(web.get(name, "")) for ours, name in look.items()} if isinstance(web, dict) else {}
        return sms | {name: value for name, value in found.items() if value and not UNSEEN.match(value)}

    delivery: str = "thread"
    sms: str = "console"
    sms_from: str = ""
    from_name: str = "gatepost"
    color: Annotated[str, msgspec.Meta(pattern=COLOR)] = "#1d6b57"
    color_dark: Annotated[str, msgspec.Meta(pattern=COLOR)] = "#6fcfae"
    logo: str = ""
    attempts: int = 10
    loopback_links: bool = False


class HeadlessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the native API is served.

    Args:
        clients: The kinds of clients that it serves: `app`, `browser`.
        trusted_proxies: How many proxies in front of the application append to `address_header`; 0 trusts none.
        address_header: The header in which they pass the client's address: `X-Forwarded-For`, `Forwarded` (RFC 7239),
            or one with a single address, such as `X-Real-IP`.
        serve_specification: Whether the OpenAPI document and its page are served.
        cors_origins: Exact origins of front ends on other hosts that may call with cookies.
    """

    section: ClassVar[str] = "headless"

    clients: tuple[str, ...] = ("app", "browser")
    trusted_proxies: Annotated[int, msgspec.Meta(ge=0)] = 0
    address_header: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]+$")] = "X-Forwarded-For"
    serve_specification: bool = True
    cors_origins: tuple[str, ...] = ()
