"""Recognize a user of Google whose id social-auth never stored, by the address that it stored instead.

Without `USE_UNIQUE_USER_ID`, social-auth before version 6 takes a Google account's address for its id. Such a row was
moved with the address as its subject, which no id of Google's looks like. It is accepted from Google alone, if Google
has verified the address, and once: the row then gets the id, and the address is no longer accepted.
"""

from typing import Any

from django.db import IntegrityError

from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations import pipeline
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.ground import database, text
from gatepost.moving_in.social_auth import backends


def by_address(arrival: Arrival) -> Any:
    """The user that the identity is connected to, or that social-auth knew by this verified address; or None."""
    user = pipeline.known(arrival)
    person, connection = arrival.person, arrival.connection
    if user is not None or not person.verified or connection.chosen.provider != backends.GOOGLE.provider:
        return user
    address = text.canonical_email(person.email)
    if address is not None and _identified(connection.id, address, person.subject):
        return pipeline.known(arrival)
    return None


def _identified(connection: str, address: str, subject: str) -> bool:
    """Guard: give the row of an address the id of its owner; of concurrent logins one does."""
    rows = SocialAccount.objects.using(database.alias()).filter(connection=connection, subject=address)
    try:
        with database.atomic():
            return rows.update(subject=subject) == 1
    except IntegrityError:
        return False
