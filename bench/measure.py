"""CPU time per request of one system, in this process; prints JSON. Started by `compare.py`."""

import io
import json
import logging
import os
import statistics
import sys
import time

import django
from django.core.wsgi import get_wsgi_application
from django.core.management import call_command
from django.test import Client
from instructions import Counter

counter = Counter() if os.environ.get("CALLGRIND_FOLDER") else None
SESSIONS = 10
BODY = {"email": "ann@example.org", "password": "a-l0ng-Secret"}


def ask(handler, path, cookies="", token="", method="GET", body=None, headers={}):
    """One request through the real WSGI handler."""
    data = json.dumps(body).encode() if body is not None else b""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(data),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
    }
    if cookies:
        environ["HTTP_COOKIE"] = cookies
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    if token:
        environ["HTTP_X_SESSION_TOKEN"] = token
    response = handler(environ, lambda status, headers: None)
    content = b"".join(response)
    response.close()
    return response, content


def timed(act, count):
    began = time.process_time()
    for _ in range(count):
        act()
    return (time.process_time() - began) / count * 1e6


def login(client_kind):
    client = Client()
    response = client.post(f"/_allauth/{client_kind}/v1/auth/login", BODY, content_type="application/json")
    assert response.status_code == 200, response.content
    return client, response.json()["meta"].get("session_token")


def django_acts():
    body = {"username": "ann", "password": BODY["password"]}
    handler = get_wsgi_application()

    def log_in():
        response, _ = ask(handler, "/session", method="POST", body=body)
        return "; ".join(f"{one.key}={one.value}" for one in response.cookies.values())

    cookies = log_in()
    return {
        "request.user": (lambda: ask(handler, "/whoami", cookies), 300),
        "login and logout, 10 sessions": (lambda: ask(handler, "/session", log_in(), method="DELETE"), 40),
    }


def counted(act):
    """The mean of the instructions of some equal calls; the first ones compose what is composed once."""
    for _ in range(3):
        act()
    counter.begin()
    for _ in range(5):
        act()
    return counter.end() // 5


def report(acts, rounds):
    if counter:
        print(json.dumps({key: counted(act) for key, (act, _) in acts.items()}))
        return
    found = {key: [] for key in acts}
    for _ in range(rounds):
        for key, (act, count) in acts.items():
            found[key].append(timed(act, count))
    print(json.dumps({key: statistics.median(values) for key, values in found.items()}))


def main(name, rounds):
    os.environ["DJANGO_SETTINGS_MODULE"] = f"settings_{name}"
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model

    user = get_user_model()(username="ann", email=BODY["email"])
    user.set_password(BODY["password"])
    user.save()
    if name == "allauth":
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if name == "django":
        report(django_acts(), rounds)
        return
    tokens = [login("app")[1] for _ in range(SESSIONS)]
    cookies = "; ".join(f"{one.key}={one.value}" for one in login("browser")[0].cookies.values())
    handler = get_wsgi_application()

    def log_in_and_out():
        _, content = ask(handler, "/_allauth/app/v1/auth/login", method="POST", body=BODY)
        token = json.loads(content)["meta"]["session_token"]
        ask(handler, "/_allauth/app/v1/auth/session", token=token, method="DELETE")

    acts = {
        "no such page": (lambda: ask(handler, "/nothing"), 300),
        "session check, app": (lambda: ask(handler, "/_allauth/app/v1/auth/session", token=tokens[0]), 300),
        "session check, browser": (lambda: ask(handler, "/_allauth/browser/v1/auth/session", cookies), 300),
        "request.user": (lambda: ask(handler, "/whoami", cookies), 300),
        "login and logout, 10 sessions": (log_in_and_out, 40),
    }
    report(acts, rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
