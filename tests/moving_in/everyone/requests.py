"""Requests to the project, by REST framework's test client, and whom it takes their sender for."""

from rest_framework.test import APIClient


def me(client=None, **headers):
    """The name of the user whom the project sees, or None."""
    client = client or APIClient(raise_request_exception=False)
    answer = client.get("/me/", headers=headers)
    return answer.json()["name"] if answer.status_code == 200 else None


def post(path, body, **cookies):
    """Status and body of the answer, and the client with the cookies that it set."""
    client = APIClient(raise_request_exception=False)  # the old packages fail for some users
    client.cookies.load(cookies)
    answer = client.post(path, body, format="json")
    said = answer.json() if answer.content and answer.status_code < 500 else {}
    return answer.status_code, said, client


def by_token(path, field, body):
    """Whom the token is for that the project answers a login with."""
    status, said, _ = post(path, body)
    return me(Authorization=f"Token {said[field]}") if status == 200 else None


def with_password(name, value, password):
    return {name: value, "password": password}
