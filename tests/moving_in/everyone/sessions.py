"""Sessions of Django's: alive, expired, and ended by another password."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient
from tests.moving_in.everyone.requests import me


def rows(user, traits, fact):
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    if not traits.one_in(3):
        return []
    changed, days = traits.one_in(4), -1 if traits.one_in(4) else 9
    data = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: "another password's" if changed else user.get_session_auth_hash(),
    }
    store = SessionStore()
    fact["session"] = store._get_new_session_key()
    end = timezone.now() + timedelta(days=days)
    return [Session(session_key=fact["session"], session_data=store.encode(data), expire_date=end)]


def who(fact):
    client = APIClient()
    client.cookies["sessionid"] = fact["session"]
    return me(client)
