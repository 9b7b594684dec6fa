"""Users of REST framework's authtoken: with and without a key, and with a key that the project made itself."""

from tests.moving_in.everyone.people import WRONG
from tests.moving_in.everyone.requests import by_token, me, with_password


def key_of(user, number, traits, fact):
    """A user's key, if there is one, as the package would store it."""
    from rest_framework.authtoken.models import Token  # noqa: PLC0415 - gone after the move

    if not traits.one_in(3):
        fact["key"] = f"own-{number}" if traits.one_in(12) else Token.generate_key()
        return [Token(user=user, key=fact["key"])]
    return []


def rows(user, number, traits, fact):
    return key_of(user, number, traits, fact)


def answers(fact, _):
    def log_in(name, password=fact["password"]):
        return by_token("/api-token-auth/", "token", with_password("username", name, password))

    found = {"name": log_in(fact["name"]), "wrong": log_in(fact["name"], WRONG)}
    found["other case"] = log_in(fact["name"].swapcase())
    if fact["address"]:
        found["address"] = log_in(fact["address"])
    if "key" in fact:
        found["key"] = me(Authorization=f"Token {fact['key']}")
    return found
