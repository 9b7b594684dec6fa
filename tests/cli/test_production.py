"""What `--production` refuses."""

import base64
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from gatepost.deployment import environment, production
from gatepost.ground import keyring

GOOD = {
    "GATEPOST_KEYS": "k1:"
    + base64.urlsafe_b64encode(bytes((7 * n * n + 91 * n + 13) % 251 for n in range(32))).decode(),
    "GATEPOST_PUBLIC_URL": "https://id.example.org",
    "DATABASE_URL": "postgres://user:password@localhost/gatepost",
    "EMAIL_URL": "smtp://localhost:25",
    "GATEPOST_SECRET_KEY": "vN3xZ0q8Lr5tYw2Kc7Hb9Jm4Pd6Sf1Gg_aEuIoRkXnQzTvWyBhD",
}


@pytest.fixture
def faults(tmp_path):
    def find(sections=None, **changes):
        environ = {**GOOD, "GATEPOST_HOME": str(tmp_path / "state"), "GATEPOST_PRODUCTION": "1", **changes}
        return production.faults(environment.read(environ), environ, sections or {})

    return find


def test_good_settings_are_taken(faults):
    assert faults() == []


@pytest.mark.parametrize("name", GOOD)
def test_what_is_missing_is_named(faults, name):
    (fault,) = faults(**{name: ""})
    assert fault.startswith(f"{name}: ")


@pytest.mark.parametrize(
    "key",
    [
        "short",
        "a" * 60,
        "ab" * 30,
        "0123456789" * 6,
        "django-insecure-#6a2k3l4j5h6g7f8d9s0qwertyuiopzxcvbnm1234567",
        "changeme" * 8,
        "correct horse battery staple correct horse battery staple",
        "this-is-our-very-own-and-long-production-key-of-gatepost-2026",
        "vN3xZ0q8Lr5tYw2Kc7Hb9Jm4Pd6Sf1Gg_aEuIoRkXnQzTvWyB",
        "only for tests, " * 4,
    ],
)
def test_a_short_or_plain_secret_key_is_refused(faults, key):
    (fault,) = faults(GATEPOST_SECRET_KEY=key)
    assert fault.startswith("GATEPOST_SECRET_KEY ")
    assert key not in fault
    assert "secrets.token_urlsafe(50)" in fault


def test_what_we_say_to_run_makes_a_key_that_is_taken(faults):
    for _ in range(300):
        assert faults(GATEPOST_SECRET_KEY=secrets.token_urlsafe(50), GATEPOST_KEYS=keyring.generate()) == []
        assert faults(GATEPOST_SECRET_KEY=secrets.token_hex(32)) == []


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        bytes(range(32)),
        bytes([31, *range(31)]),
        bytes(range(32, 0, -1)),
        b"ab" * 16,
        b"a passphrase that somebody chose",
        bytes(range(0, 96, 3)),
    ],
)
def test_a_plain_key_is_refused(faults, key):
    text = base64.urlsafe_b64encode(key).decode().rstrip("=")
    (fault,) = faults(GATEPOST_KEYS=f"{GOOD['GATEPOST_KEYS']} k2:{text}")
    assert fault.startswith("GATEPOST_KEYS, number 2: is not random")
    assert text not in fault


@pytest.mark.parametrize(("section", "name"), [("tokens", "hs256_secret"), ("simple_jwt", "signing_key")])
def test_short_or_plain_secrets_of_tokens_are_refused(faults, section, name):
    for text in ("short", "a" * 40, "our shared secret of all services"):
        (fault,) = faults({section: {name: text}})
        assert fault.startswith(f"{section}.{name} ")
        assert text not in fault
    assert faults({section: {name: secrets.token_urlsafe(32)}}) == []
    assert faults({section: {name: "-----BEGIN PRIVATE KEY-----\nMIGH"}}) == []


@pytest.mark.parametrize("url", ["http://id.example.org", "http://192.0.2.1:8000", "http://localhost.example.org"])
def test_a_public_url_without_tls_is_refused(faults, url):
    (fault,) = faults(GATEPOST_PUBLIC_URL=url)
    assert url in fault
    assert "https://" in fault


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_loopback_needs_no_tls(faults, url):
    assert faults(GATEPOST_PUBLIC_URL=url) == []


@pytest.mark.parametrize("cookie", ["jwt_auth_cookie", "jwt_auth_refresh_cookie"])
def test_token_cookies_without_secure_are_refused(faults, cookie):
    own = {"use_jwt": True, cookie: "auth", "jwt_auth_secure": False}
    (fault,) = faults({"rest_auth": own})
    assert fault.startswith("rest_auth.jwt_auth_secure is off")
    assert faults({"rest_auth": {**own, "use_jwt": False}}) == []
    assert faults({"rest_auth": {**own, "jwt_auth_secure": True}}) == []
    assert faults({"rest_auth": {"use_jwt": True, cookie: "auth"}}) == []


@pytest.mark.parametrize("mode", [0o755, 0o704, 0o701])
def test_a_state_folder_that_is_open_to_all_is_refused(faults, tmp_path, mode):
    (tmp_path / "state").mkdir()
    (tmp_path / "state").chmod(mode)
    (fault,) = faults()
    assert f"chmod o= {tmp_path / 'state'}" in fault
    (tmp_path / "state").chmod(0o750)
    assert faults() == []


def test_a_database_file_that_is_open_to_all_is_refused(faults, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    file = folder / "db.sqlite3"
    file.touch()
    file.chmod(0o644)
    (fault,) = faults(DATABASE_URL=f"sqlite:///{file}")
    assert f"chmod o= {file}" in fault
    file.chmod(0o600)
    assert faults(DATABASE_URL=f"sqlite:///{file}") == []


def test_everything_is_named_at_once(faults):
    assert len(faults(GATEPOST_SECRET_KEY="x", GATEPOST_PUBLIC_URL="http://id.example.org", EMAIL_URL="")) == 3


def test_a_section_that_is_none_is_left_to_the_other_checks(faults):
    assert faults({"rest_auth": "x", "tokens": 5}) == []


def test_two_processes_that_start_at_once_agree_on_a_kept_text(tmp_path):
    for number in range(20):
        path = tmp_path / "state" / str(number)
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _, path=path: environment.kept(path, keyring.generate), range(8)))
        assert len(found) == 1
        assert found == {path.read_text().strip()}
    assert len(list((tmp_path / "state").iterdir())) == 20


def test_files_that_were_open_to_all_are_closed(tmp_path):
    home = tmp_path / "state"
    found = environment.read({"GATEPOST_HOME": str(home)})
    environment.keys(found, {})
    environment.database("", home)
    for name in ("keys", "db.sqlite3"):
        (home / name).chmod(0o644)
    environment.keys(found, {})
    environment.database("", home)
    environment.database(f"sqlite:///{home / 'other.sqlite3'}", home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()} == {0o600}


def test_a_database_url_that_lost_its_parameters_and_all_hosts_but_one(tmp_path):
    url = "postgres://ann:p%40ss@10.0.0.1,10.0.0.2:5433,[fd00::1]/gatepost?target_session_attrs=read-write&sslmode=require"
    found = environment.database(url, tmp_path)
    assert (found["HOST"], found["PORT"]) == ("10.0.0.1,10.0.0.2,fd00::1", "5432,5433,5432")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("gatepost", "ann", "p@ss")
    assert found["OPTIONS"] == {"target_session_attrs": "read-write", "sslmode": "require"}
    one = environment.database("postgres://ann@10.0.0.1/gatepost", tmp_path)
    assert (one["HOST"], one["PORT"]) == ("10.0.0.1", "")
    assert "OPTIONS" not in one


def test_a_database_url_of_mariadb_that_lost_its_parameters(tmp_path):
    url = "mariadb://ann@db/gatepost?ssl_ca=/etc/ca.pem&ssl_cert=/etc/ann.pem&charset=utf8mb4&connect_timeout=2&ssl_mode=VERIFY_CA"
    tls = {"ca": "/etc/ca.pem", "cert": "/etc/ann.pem"}
    more = {"charset": "utf8mb4", "connect_timeout": 2, "ssl_mode": "VERIFY_CA"}
    assert environment.database(url, tmp_path)["OPTIONS"] == {**more, "ssl": tls}
    assert "OPTIONS" not in environment.database("mariadb://ann@db/gatepost", tmp_path)


def test_a_certificate_authority_was_named_and_mariadb_reached_without_tls(tmp_path):
    found = environment.database("mariadb://ann@db/gatepost?ssl_ca=/etc/ca.pem", tmp_path)
    assert found["OPTIONS"]["ssl_mode"] == "VERIFY_IDENTITY"
    with pytest.raises(ImproperlyConfigured, match="ssl_mode"):
        environment.database("mariadb://ann@db/gatepost?ssl_mode=REQUIRED", tmp_path)


@pytest.mark.parametrize(
    ("given", "named"),
    [("sslmode=require&charset=utf8mb4", "sslmode"), ("ssl=true", "ssl"), ("connect_timeout=soon", "connect_timeout")],
)
def test_a_parameter_that_mariadb_does_not_know_is_named_without_the_password(tmp_path, given, named):
    with pytest.raises(ImproperlyConfigured, match=rf"\b{named}\b") as refused:
        environment.database(f"mysql://ann:s3cret@db/gatepost?{given}", tmp_path)
    assert "s3cret" not in str(refused.value)


def test_mysqlclient_takes_every_parameter_that_a_url_may_have():
    described = pytest.importorskip("MySQLdb.connections").Connection.__init__.__doc__
    for name in {*environment.MARIADB_NUMBERS, *environment.MARIADB_TEXTS, "ssl"} - {"read_timeout", "write_timeout"}:
        assert f" {name}:" in described


def test_a_parameter_that_postgresql_does_not_know_is_named_without_the_password(tmp_path):
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.database("postgres://ann:s3cret@db/gatepost?pgbouncer=true&sslmode=require", tmp_path)
    assert "pgbouncer" in str(refused.value)
    assert "s3cret" not in str(refused.value)
