"""How long the way of a login is, followed by a profiler."""

import sys
from pathlib import Path

from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

import gatepost

ROOT = str(Path(gatepost.__file__).parent)
NOT_ON_THE_WAY = {"/headless/urls.py", "/wire/openapi.py"}  # the tests look each answer up in the description


def test_a_login_stays_short(db, configure):
    configure(limits={"enabled": True})
    make_user()
    Api("app").post("auth/login", {"email": BOB, "password": PASSWORD})
    api, calls = Api("app"), []

    def follow(frame, event, arg):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ROOT) and not code.co_name.startswith("<"):
            calls.append((code.co_filename.removeprefix(ROOT), code.co_qualname))

    sys.setprofile(follow)
    try:
        answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    finally:
        sys.setprofile(None)
    assert answer.status == 200
    calls = [call for call in calls if call[0] not in NOT_ON_THE_WAY]
    found = {"files": len({file for file, _ in calls}), "functions": len(set(calls)), "calls": len(calls)}
    assert found["files"] <= 35, sorted({file for file, _ in calls})
    assert found["functions"] <= 105, found
    assert found["calls"] <= 187, found
