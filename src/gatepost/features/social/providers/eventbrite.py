"""Eventbrite returns a list of addresses."""

from gatepost.features.social.provider import Addresses, Ask, Provider

PROVIDER = Provider(
    name="Eventbrite",
    docs="https://www.eventbrite.com/platform/api#/introduction/authentication",
    authorize="https://www.eventbrite.com/oauth/authorize",
    exchange="https://www.eventbrite.com/oauth/token",
    scopes=(),
    asks=(Ask(name="user", url="https://www.eventbriteapi.com/v3/users/me/"),),
    subject="user.id",
    emails=Addresses(path="user.emails"),
    full_name="user.name",
    username="",
    picture="",
)
