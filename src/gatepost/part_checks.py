"""Checks of the objects that a project adds by dotted path: features, providers, SMS sender, old system."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.features.password.operations import first_login
from gatepost.features.social import providers
from gatepost.flow import registry
from gatepost.ground import sending
from gatepost.ground.settings import OutboxSettings

FEATURE_HINT = (
    "List the module or package that defines FEATURE = gatepost.Feature(…), and its app in INSTALLED_APPS; no one can "
    "sign in until it loads"
)
PROVIDER_HINT = "List the module that defines PROVIDER = gatepost.Provider(…)"
OLD_SYSTEM_HINT = "Name a function of the project, ask(name, password, visit), or leave it empty"
SMS_HINT = "Name a function of the project, send(to, text), or one of console, inbox, twilio"


def messages(sections: Sequence[type[msgspec.Struct]]) -> list[CheckMessage]:
    """A message for each of them that can't be used, with its key.

    Args:
        sections: All sections of `GATEPOST`.
    """
    found: list[CheckMessage] = [Error(fault, hint=FEATURE_HINT, id="gatepost.E070") for fault in registry.faults()]
    times = Counter(getattr(section, "section") for section in sections)  # noqa: B009
    found += [
        Error(f"The section {name!r} is declared twice", hint="Rename that of the feature", id="gatepost.E071")
        for name, count in times.items()
        if count > 1
    ]
    found += [Error(fault, hint=PROVIDER_HINT, id="gatepost.E072") for fault in providers.faults()]
    try:
        sending.sms_sender(conf.read(OutboxSettings).sms)
    except ImproperlyConfigured as error:
        found.append(Error(str(error), hint=SMS_HINT, id="gatepost.E073"))
    try:
        first_login.hook()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), hint=OLD_SYSTEM_HINT, id="gatepost.E074"))
    return found
