"""`request.auser()` in an async view of a user who is logged in by cookie."""

import contextlib

import pytest
from asgiref.sync import SyncToAsync, async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import AsyncRequestFactory, RequestFactory
from django.utils.functional import SimpleLazyObject
from tests.users import logged_in, make_user

from gatepost.sessions.middleware import AuthenticationMiddleware
from gatepost.sessions.store import SessionStore

pytestmark = pytest.mark.django_db(transaction=True)


async def look(request):
    user = await request.auser()
    again = await request.auser()
    return user, again, user.is_active, user.pk


def ask(key, factory):
    request = factory.get("/")
    request.session = SessionStore(key)
    AuthenticationMiddleware(HttpResponse).process_request(request)
    return request, async_to_sync(look)(request)


@pytest.mark.parametrize("factory", [RequestFactory(), AsyncRequestFactory()])
def test_auser_gives_the_user_itself(factory):
    bob = make_user()
    request, (user, again, active, pk) = ask(logged_in(bob, "browser").http.cookies["sessionid"].value, factory)
    assert (type(user), active, pk) == (type(bob), True, bob.pk)
    assert user is again
    assert request.user == bob


@pytest.mark.parametrize("lazy", [False, True])
def test_auser_gives_whom_the_authentication_of_a_view_found(lazy):
    """As with tokens in REST framework and Ninja, which set `request.user` alone."""
    bob, request = make_user(), AsyncRequestFactory().get("/")
    request.session = SessionStore(None)
    AuthenticationMiddleware(HttpResponse).process_request(request)
    request.user = SimpleLazyObject(lambda: type(bob).objects.get(pk=bob.pk)) if lazy else bob
    assert async_to_sync(look)(request) == (bob, bob, True, bob.pk)


def test_auser_gives_an_anonymous_visitor():
    _, (user, *_) = ask(None, RequestFactory())
    assert type(user) is AnonymousUser


@contextlib.contextmanager
def threads():
    """The functions that were called in a thread meanwhile."""
    found, call = [], SyncToAsync.__call__

    async def noted(self, *given, **named):
        found.append(getattr(self.func, "__name__", str(self.func)))
        return await call(self, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SyncToAsync, "__call__", noted)
        yield found


class Chain(BaseHandler):
    """The middlewares of a project by ASGI, around its views."""

    def __init__(self):
        self.load_middleware(is_async=True)


def test_the_middleware_took_three_trips_to_a_thread_for_each_request(settings):
    settings.MIDDLEWARE = ["gatepost.sessions.middleware.AuthenticationMiddleware"]
    settings.ROOT_URLCONF = "tests.live.async_project.urls"
    request = AsyncRequestFactory().get("/async/")
    request.session = SessionStore(logged_in(make_user(), "browser").http.cookies["sessionid"].value)
    chain = Chain()
    with threads() as found:
        response = async_to_sync(chain._middleware_chain)(request)
    assert response.status_code == 200
    assert found == ["load"]
