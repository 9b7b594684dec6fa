"""Run with `STAGE=before`: users who came by the backends' own pipelines; prints what must become of them."""

import base64
import json
import sys
from datetime import timedelta
from importlib.metadata import version

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.utils import timezone  # noqa: E402
from social_django.models import UserSocialAuth  # noqa: E402
from social_django.utils import load_backend, load_strategy  # noqa: E402

TENANT, OBJECT = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
VERSION = int(version("social-auth-app-django").partition(".")[0])
model = get_user_model()


def signed(**claims):
    """An id_token, as far as anyone reads it after it was checked."""
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in ({}, claims, ""))


def arrive(backend, user=None, answer=None, **response):
    """Sign in as social-auth does once the provider has answered; the user."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    strategy = load_strategy(request)
    found = load_backend(strategy, backend, redirect_uri=None)
    more = {"user": user} if user else {}
    tokens = {"access_token": f"access-{backend}", "refresh_token": f"again-{backend}", "expires_in": 3600}
    response = tokens | response | (answer or {})
    return found.authenticate(request, response=response, strategy=strategy, backend=found, **more)


def named(user, name, **fields):
    model.objects.filter(pk=user.pk).update(username=name, **fields)
    return model.objects.get(pk=user.pk)


def people():
    """Users by provider; the subjects that they must have."""
    named(arrive("google-oauth2", email="Gina@example.org", sub="1001", name="Gina"), "gina")
    named(arrive("google-oauth2", email="greg@example.org", sub="1002", name="Greg"), "greg")
    if VERSION < 6:  # later ones store Google's id, and an id_token only if they checked it themselves
        token = signed(sub="1003")
        named(arrive("google-openidconnect", email="olga@example.org", sub="1003", id_token=token, name="Olga"), "olga")
    several = named(arrive("github", id=2000, login="alice", email="alice@example.org", name="Alice"), "several")
    arrive("oidc", user=several, sub="alice", email="alice@example.org")
    arrive("facebook", user=several, id="3000", email="alice@example.org")
    arrive("discord", user=several, id="4000", username="alice", email="alice@example.org")
    arrive("gitlab", user=several, id=5000, username="alice", email="alice@example.org")
    arrive("apple-id", user=several, sub="001.abc", email="alice@example.org")
    arrive("linkedin-openidconnect", user=several, sub="Li-1", email="alice@example.org")
    arrive("twitter-oauth2", user=several, id="6000", username="alice", name="Alice")
    arrive("slack", user=several, id="U0001", answer={"user": {"id": "U0001", "name": "alice"}})
    arrive(
        "azuread-oauth2",
        user=several,
        upn="alice@corp.example",
        sub="pairwise",
        id_token=signed(tid=TENANT, oid=OBJECT),
    )
    arrive("okta-openidconnect", user=several, preferred_username="alice@corp.example", sub="00u1")
    arrive("github-org", user=several, id=2000, login="alice")
    lost = named(arrive("keycloak", username="alice", sub="kc-1", email="k@example.org"), "lost")
    UserSocialAuth.objects.create(user=lost, provider="steam", uid="7656119")
    named(arrive("oidc", sub="disabled", email="disabled@example.org"), "disabled", is_active=False)
    nopassword = named(arrive("oidc", sub="nopassword", email="nopassword@example.org"), "nopassword")
    assert not nopassword.has_usable_password()
    named(arrive("oidc", sub="mail@example.org", email="addressed@example.org"), "addressed")
    plain = model.objects.create_user("plain", "plain@example.org", "a-l0ng-Secret")
    arrive("oidc", user=plain, sub="plain", email="elsewhere@example.org")
    return {
        "gina": [["google-oauth2", "gina@example.org"]],
        "greg": [["google-oauth2", "greg@example.org"]],
        "olga": [["google-openidconnect", "1003"]],
        "several": [
            ["apple-id", "001.abc"], ["azuread-oauth2", f"{TENANT}:{OBJECT}"], ["discord", "4000"],
            ["facebook", "3000"], ["github", "2000"], ["github-org", "2000"], ["gitlab", "5000"],
            ["linkedin-openidconnect", "Li-1"], ["oidc", "alice"],
            ["slack", "T12345678:U0001"], ["twitter-oauth2", "6000"],
        ],
        "disabled": [["oidc", "disabled"]],
        "nopassword": [["oidc", "nopassword"]],
        "plain": [["oidc", "plain"]],
        "addressed": [["oidc", "mail@example.org"]],
    }  # fmt: skip


def sessions():
    found = {}
    for name in ("live", "expired", "changed"):
        user = named(arrive("oidc", sub=f"session-{name}", email=f"{name}@example.org"), name)
        client = Client()
        client.force_login(user, backend="social_core.backends.open_id_connect.OpenIdConnectAuth")
        session = client.session
        session["cart"], session["oidc_state"] = [1, 2], "half-finished"
        session.save()
        found[name] = session.session_key
    Session.objects.filter(pk=found["expired"]).update(expire_date=timezone.now() - timedelta(days=1))
    changed = model.objects.get(username="changed")
    changed.set_password("another-l0ng-Secret")
    changed.save()
    return found


def crowd(count):
    """Users with an identity at GitHub, every second of them at `oidc` too; some are disabled, or have a password."""
    hashed = make_password("a-l0ng-Secret")
    users = model.objects.bulk_create(
        model(
            username=f"u{n}",
            email=f"u{n}@crowd.example" if n % 5 else "",
            password=hashed if n % 4 == 0 else make_password(None),
            is_active=n % 7 != 0,
        )
        for n in range(count)
    )
    UserSocialAuth.objects.bulk_create(
        UserSocialAuth(user=user, provider="github", uid=f"9{n}", extra_data={"access_token": f"t{n}", "id": n})
        for n, user in enumerate(users)
    )
    UserSocialAuth.objects.bulk_create(
        UserSocialAuth(user=user, provider="oidc", uid=f"crowd-{n}", extra_data={})
        for n, user in enumerate(users)
        if n % 2
    )


call_command("migrate", verbosity=0)
facts = {"subjects": people(), "sessions": sessions()}
crowd(int(sys.argv[1]))
sys.stdout.write(json.dumps(facts))
