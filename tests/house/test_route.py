"""How many files, functions and calls a login and a session check take, followed by a profiler."""

import sys
from pathlib import Path

import pytest
from django.core.signals import request_started
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

import gatepost
from gatepost import conf

ROOT = str(Path(gatepost.__file__).parent)
DESCRIBED = {"/headless/endpoints.py", "/api/openapi.py"}  # the tests look each answer up in the description
READ = "conf.read"
LOGIN = {"files": 39, "functions": 105, "calls": 137, "settings reads": 5}
SESSION_CHECK = {"files": 19, "functions": 39, "calls": 41, "settings reads": 3}


def followed(act, monkeypatch):
    """What our code did in the last of three equal requests: the first ones compose what is composed once.

    A generator has one frame, however often it is resumed, so it counts as one call.
    """
    done, frames, original = [], [], conf.read
    act()
    act()

    def follow(frame, event, arg):
        code = frame.f_code
        ours = code.co_filename.startswith(ROOT) and not code.co_name.startswith("<")
        if event == "call" and ours and not any(frame is one for one in frames):
            frames.append(frame)  # kept, so that no other frame takes its place
            done.append((code.co_filename.removeprefix(ROOT), code.co_qualname))

    def counted(room):
        done.append((READ, room))
        return original(room)

    def forget(**_):
        done.clear()  # a new client of Django's makes the middlewares, which a server does once

    monkeypatch.setattr(conf, "read", counted)
    request_started.connect(forget)
    sys.setprofile(follow)
    try:
        answer = act()
    finally:
        sys.setprofile(None)
        request_started.disconnect(forget)
    assert answer.status == 200
    described = next(number for number, call in enumerate(done) if call[0] in DESCRIBED)
    calls = [call for call in done[:described] if call[0] != READ]
    return calls, described - len(calls)


@pytest.fixture
def assert_short(monkeypatch, record_property):
    def compare(what, act, most):
        calls, read = followed(act, monkeypatch)
        files = sorted({file for file, _ in calls})
        found = {"files": len(files), "functions": len(set(calls)), "calls": len(calls), "settings reads": read}
        for name in most:
            record_property(f"{name} of {what}", (found[name], most[name]))
            assert found[name] <= most[name], (found, files)

    return compare


@pytest.fixture
def bob(db, configure):
    configure(limits={"enabled": True})
    return make_user()


def test_a_login_stays_short(bob, assert_short):
    assert_short("a login", lambda: Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}), LOGIN)


def test_a_session_check_stays_short(bob, assert_short):
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert_short("a session check", lambda: api.get("auth/session"), SESSION_CHECK)
