"""`make N` gives users tokens of simplejwt's own in every state; `ask` uses each of them in every way.

Facts are in `everyone.json`, answers on standard output.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up
from django.contrib.auth.hashers import make_password  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402 - after the set-up
from django.test import Client  # noqa: E402 - after the set-up
from tests.moving_in.everyone import people  # noqa: E402 - after the set-up

FACTS = Path(os.environ["MAIL"]).parent / "everyone.json"
STATES = ("live", "live", "expired", "blacklisted", "rotated", "forged", "foreign")
GONE, CHANGED = 11, 9
"""One in so many users is deleted, or changes the password, once there are tokens."""


def expire(token):
    """Let a token have expired, also in the table."""
    from rest_framework_simplejwt.token_blacklist.models import OutstandingToken  # noqa: PLC0415 - gone after the move

    past = token.current_time - timedelta(hours=1)
    token.set_exp(from_time=past, lifetime=timedelta(0))
    if "refresh_exp" in token:
        token.set_exp("refresh_exp", from_time=past, lifetime=timedelta(0))
    OutstandingToken.objects.filter(jti=token["jti"]).update(token=str(token), expires_at=past)


def of_another_key(token):
    """The token as a stranger signs it."""
    import jwt  # noqa: PLC0415 - both have it

    return jwt.encode(token.payload, "another-" * 8, "HS256")


def pair(user, state):
    from rest_framework_simplejwt.serializers import TokenRefreshSerializer  # noqa: PLC0415 - gone after the move
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415 - gone after the move

    refresh = RefreshToken.for_user(user)
    access = refresh.access_token
    if state == "expired":
        expire(refresh)
        access.set_exp(lifetime=timedelta(hours=-1))
    if state == "blacklisted":
        refresh.blacklist()
    if state == "rotated" and user.is_active:
        serializer = TokenRefreshSerializer(data={"refresh": str(refresh)})
        serializer.is_valid(raise_exception=True)
        next_one = serializer.validated_data.get("refresh")
        return [{"refresh": str(refresh), "access": str(access)}, {"refresh": next_one}][: 2 if next_one else 1]
    if state == "forged":
        return [{"refresh": of_another_key(refresh), "access": of_another_key(access)}]
    if state == "foreign":  # each in the place of the other
        return [{"refresh": str(access), "access": str(refresh)}]
    return [{"refresh": str(refresh), "access": str(access)}]


def sliding(user, state):
    from rest_framework_simplejwt.tokens import SlidingToken  # noqa: PLC0415 - gone after the move

    token = SlidingToken.for_user(user)
    if state == "expired":
        expire(token)
    if state == "blacklisted":
        token.blacklist()
    if state == "rotated":  # it can no longer be refreshed, but be used
        token.set_exp("refresh_exp", lifetime=timedelta(hours=-1))
    return [{"sliding": of_another_key(token) if state == "forged" else str(token)}]


def make(count):
    call_command("migrate", verbosity=0)
    facts, gone, changed = [], [], []
    for user, traits in people.make(count, get_user_model()):
        tokens = []
        for _ in range(1 + 2 * traits.one_in(4)):
            state = STATES[traits._draw.randrange(len(STATES))]
            slides = os.environ.get("SLIDING") and not traits.one_in(3)
            tokens += (sliding if slides else pair)(user, state)
        is_gone = traits.one_in(GONE)
        has_changed = traits.one_in(CHANGED)
        alive = user.is_active and not is_gone
        facts.append({"name": user.username, "tokens": tokens, "alive": alive, "changed": has_changed})
        gone += [user.pk] * is_gone
        changed += [user] * has_changed
    for user in changed:
        user.password = make_password(people.PASSWORD)
    get_user_model().objects.bulk_update(changed, ["password"])
    get_user_model().objects.filter(pk__in=gone).delete()
    FACTS.write_text(json.dumps(facts))


def post(path, **body):
    """Status and body; where the user of a refresh token was deleted, simplejwt fails and gatepost refuses."""
    answer = Client(raise_request_exception=False).post(path, json.dumps(body), content_type="application/json")
    return (200, answer.json()) if answer.status_code == 200 else ("refused", {})


def who(access):
    """Whose a token is; the packages refuse in different words."""
    answer = Client(headers={"Authorization": f"Bearer {access}"}).get("/me/")
    return answer.json()["name"] if answer.status_code == 200 else "refused"


def used(token):
    """What each use of a token says; those that end it come last."""
    found = {"verify " + name: post("/api/verify/", token=text)[0] for name, text in token.items()}
    found |= {"who " + name: who(text) for name, text in token.items() if name != "refresh"}
    if "refresh" in token:
        status, said = post("/api/refresh/", refresh=token["refresh"])
        found["refresh"] = who(said["access"]) if status == 200 else status
        following = said.get("refresh", token["refresh"])
        found["rotates"] = status == 200 and "refresh" in said
        found["log out"] = post("/api/blacklist/", refresh=following)[0]
        found["after it"] = post("/api/refresh/", refresh=following)[0]
        if os.environ.get("ROTATES"):
            found["replayed"] = post("/api/refresh/", refresh=token["refresh"])[0]
    if "sliding" in token:
        status, said = post("/api/sliding/refresh/", token=token["sliding"])
        found["slide"] = who(said["token"]) if status == 200 else status
    if "refused" in (found.get("refresh"), found.get("slide")) and not os.environ.get("ROTATES"):
        # simplejwt's verify looks into the blacklist with BLACKLIST_AFTER_ROTATION alone
        return {name: said for name, said in found.items() if "verify" not in name}
    return found


def answers(fact):
    found = {"wrong": post("/api/", username=fact["name"], password=people.WRONG)[0]}
    if fact["alive"]:
        status, said = post("/api/", username=fact["name"], password=people.PASSWORD)
        found["password"] = who(said["access"]) if status == 200 else status
    for number, token in enumerate(fact["tokens"]):
        found |= {f"{number} {name}": said for name, said in used(token).items()}
    # Of disabled users, and of those with a new password, simplejwt refuses an access token only where it is used.
    ignored = () if fact["alive"] else ("verify", "log out")
    if fact["changed"] and os.environ.get("REVOKES"):
        ignored = ("verify", "log out", "rotates", "after it", "replayed")
    return {name: said for name, said in found.items() if not any(one in name for one in ignored)}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        if settings.STAGE == "after":
            people.hash_fast()
        sys.stdout.write(json.dumps([answers(fact) for fact in json.loads(FACTS.read_text())]) + "\n")
