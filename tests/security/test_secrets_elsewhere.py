"""Row F14: a secret of each kind, shown where another kind belongs, is refused, and still good where it belongs."""

import pytest
from django.core.handlers.base import BaseHandler
from tests.factors import with_app
from tests.oauth import RESOURCE
from tests.security import secret_doors
from tests.security.secret_kinds import EVE, KINDS, World, links
from tests.security.secret_places import PLACES
from tests.users import make_user

ALL = {**KINDS, **links()}
OPAQUE = "opaque access token"
"""Found only while it is the strategy; JWTs are found while either is."""


@pytest.fixture(params=["jwt"])
def strategy(request):
    return request.param


@pytest.fixture
def world(post, settings, configure, strategy):
    settings.ROOT_URLCONF = "tests.security.test_doors"
    configure(
        accounts={"max_emails": 20},
        rest_auth={"use_jwt": True},
        tokens={"strategy": strategy, "keys": True, "browser_cookies": True},
        code={"link": True},
        password={"reset_by": "both"},
        provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {}}, "registration": "open"},
        limits={"enabled": False},
    )
    eve = make_user(EVE, "eve")
    return World(make_user(), eve, with_app(eve), post)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("kind", "strategy"), [*((kind, "jwt") for kind in ALL), (OPAQUE, "opaque")], indirect=["strategy"]
)
def test_f14_a_secret_is_worth_nothing_where_another_kind_belongs(kind, world, strategy):
    belongs = {name for name, (_, kinds) in PLACES.items() if kind in kinds and (kind, strategy) != (OPAQUE, "jwt")}
    text = ALL[kind](world)
    for name, (show, _) in PLACES.items():
        assert name in belongs or not show(world, text), f"accepted: {name}"
    for name in sorted(belongs):
        assert PLACES[name][0](world, text), f"refused where it belongs: {name}"
        text = ALL[kind](world)


def test_f14_every_door_that_takes_a_secret_is_tried_or_says_why_not():
    """A new entry point is listed in `doors`, which `test_a10_every_address_is_listed` requires, and then here."""
    listed = [*secret_doors.TRIED, *secret_doors.NOT_TRIED]
    assert sorted(listed) == sorted(secret_doors.every())
    assert set(secret_doors.TRIED.values()) <= set(PLACES)


@pytest.mark.usefixtures("clock")
def test_f14_each_place_shows_its_secret_at_the_address_of_its_door(world, monkeypatch):
    asked, answer = [], BaseHandler.get_response
    monkeypatch.setattr(
        BaseHandler, "get_response", lambda self, request: asked.append(request.path) or answer(self, request)
    )
    for door, name in secret_doors.TRIED.items():
        asked.clear()
        PLACES[name][0](world, "x")
        _, _, address = door.partition(" ")
        assert any(path.endswith(f"/{address}") for path in asked) or (not address and f"/{name}/" in asked), door
