"""Checks of `manage.py check --deploy`: URLs that only work on the developer's machine."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name
from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.checks import sections
from gatepost.ground import targets

HINT = 'GATEPOST = {"public_url": "https://example.org"}'


@register("gatepost", deploy=True)
def check(app_configs: Sequence[AppConfig] | None = None, **_: object) -> list[CheckMessage]:
    """Check where links, issuers and callbacks lead; `checks.check` reports settings that can't be parsed."""
    del app_configs
    try:
        public = conf.public_url()
        local = [name for room in sections() for name in _local(conf.read(room))]
    except ImproperlyConfigured:
        return []
    if not public:
        text = f"public_url is not set: links in mails, issuer and callbacks lead to {conf.WITHOUT_PUBLIC_URL}"
        return [Error(text, hint=HINT, id="gatepost.E040")]
    found: list[CheckMessage] = []
    if targets.leads_to_loopback(public):
        found.append(Error(f"public_url is {public}: only this machine can open it", hint=HINT, id="gatepost.E041"))
    elif local:
        found.append(Error(f"{', '.join(local)}: only this machine can open it", hint=HINT, id="gatepost.E042"))
    if public.startswith("http:"):
        found.append(Warning(f"public_url is {public}: passwords travel unencrypted", hint=HINT, id="gatepost.W043"))
    return found


def _local(section: Any) -> list[str]:
    """The fields of a section whose URL leads to this machine."""
    names = getattr(section, "addresses", ())
    return [f"{section.section}.{name}" for name in names if targets.leads_to_loopback(getattr(section, name))]
