"""The server with `--production`."""

import secrets
import stat

import httpx
import pytest
from tests.live.test_server import EMAIL, PASSWORD, free_port, run, server
from tests.started import get, until

pytestmark = pytest.mark.live


@pytest.fixture
def production(tmp_path):
    """Everything that production needs, with a port."""
    port = free_port()
    return port, {
        "GATEPOST_KEYS": run(tmp_path, "keys", "generate").stdout.strip(),
        "GATEPOST_SECRET_KEY": secrets.token_urlsafe(50),
        "GATEPOST_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'state' / 'db.sqlite3'}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
    }


@pytest.mark.parametrize("prefix", ["", "__Host-"])
def test_cookies_keep_their_names_unless_the_prefix_is_switched_on(production, tmp_path, prefix):
    port, environment = production
    if prefix:
        environment["GATEPOST_COOKIE_HOST_PREFIX"] = "1"
    run(tmp_path, "users", "create", "--email", EMAIL, "--password", PASSWORD, **environment)
    with server(tmp_path, "--production", port=port, **environment) as address:
        browser = f"{address}/_allauth/browser/v1"
        given = httpx.get(f"{browser}/config").headers["Set-Cookie"]
        assert given.startswith(f"{prefix}csrftoken=")
        token = given.partition("=")[2].partition(";")[0]
        answer = httpx.post(
            f"{browser}/auth/login",
            json={"email": EMAIL, "password": PASSWORD},
            headers={"X-CSRFToken": token, "Cookie": f"{prefix}csrftoken={token}"},
        )
        assert answer.status_code == 200
        cookies = answer.headers.get_list("Set-Cookie")
        assert all("Secure" in cookie for cookie in cookies)
        (session,) = [cookie for cookie in cookies if cookie.startswith(f"{prefix}sessionid=")]
        assert "Path=/" in session
        assert "Domain" not in session
        described = httpx.get(f"{address}/_allauth/openapi.json").json()["components"]["securitySchemes"]
        assert described["session_cookie"]["name"] == f"{prefix}sessionid"
    assert not (tmp_path / ".gatepost").exists()
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "state").iterdir()} == {0o600}


def test_a_prefix_that_excludes_a_domain_is_refused_with_one(production, tmp_path):
    _, environment = production
    result = run(
        tmp_path,
        "serve",
        "--production",
        GATEPOST_COOKIE_HOST_PREFIX="1",
        GATEPOST_COOKIE_DOMAIN="x.org",
        **environment,
    )
    assert (result.returncode, "GATEPOST_COOKIE_HOST_PREFIX" in result.stderr) == (1, True)


def test_unsafe_settings_are_all_named(production, tmp_path):
    _, environment = production
    (tmp_path / "open").mkdir(mode=0o755)
    environment |= {
        "GATEPOST_SECRET_KEY": "changeme" * 10,
        "GATEPOST_KEYS": "k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "GATEPOST_PUBLIC_URL": "http://id.example.org",
        "GATEPOST_HOME": str(tmp_path / "open"),
        "GATEPOST_REST_AUTH__USE_JWT": "true",
        "GATEPOST_REST_AUTH__JWT_AUTH_COOKIE": "auth",
        "GATEPOST_REST_AUTH__JWT_AUTH_SECURE": "false",
    }
    result = run(tmp_path, "serve", "--production", **environment)
    assert result.returncode == 1
    for part in (
        "SECRET_KEY is a placeholder",
        "KEYS, number 1",
        "https://",
        "accessible to every user",
        "jwt_auth_secure",
    ):
        assert part in result.stderr
    assert "changeme" not in result.stderr
    assert "AAECAw" not in result.stderr


def test_what_development_keeps_is_private(tmp_path):
    with server(tmp_path, empty=True) as address:
        body = {"email": EMAIL, "password": PASSWORD}
        assert httpx.post(f"{address}/_allauth/app/v1/auth/signup", json=body).status_code == 401
        until(lambda: get(f"{address}/dev/inbox.json").json(), "a mail")
    home = tmp_path / ".gatepost"
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in (home, *home.rglob("*"))}
    assert {path.name for path in found} >= {"keys", "secret_key", "db.sqlite3", "inbox"}
    assert len([path for path in found if path.suffix == ".json"]) == 1
    assert all(mode == (0o700 if path.is_dir() else 0o600) for path, mode in found.items()), found


def test_a_public_url_in_the_configuration_file_is_enough(production, tmp_path):
    port, environment = production
    (tmp_path / "gatepost.toml").write_text(f'public_url = "{environment.pop("GATEPOST_PUBLIC_URL")}"\n')
    with server(tmp_path, "--production", port=port, **environment) as address:
        for path in ("livez", "readyz", "health"):
            assert httpx.get(f"{address}/{path}", headers={"Host": "10.0.0.7"}).json() == {"status": "ok"}
        assert httpx.get(f"{address}/", headers={"Host": "10.0.0.7"}).status_code == 400


@pytest.mark.parametrize(
    ("text", "said"),
    [("accounts = ", "gatepost.toml"), ("signup_open = true", "'signup_open' stands outside a section"),
     ('public_url = "id.example.org"', "public_url must be an origin")],
)  # fmt: skip
def test_a_configuration_file_that_cannot_be_read_is_named(tmp_path, text, said):
    (tmp_path / "gatepost.toml").write_text(text)
    result = run(tmp_path, "serve")
    assert (result.returncode, said in result.stderr, "Traceback" in result.stderr) == (1, True, False)
