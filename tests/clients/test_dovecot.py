"""`deploy/dovecot.conf` in a real Dovecot: it asks the provider about the tokens that mail programs send."""

import contextlib
import imaplib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from tests import npm_packages
from tests.clients.logged_in import EMAIL, User, provider
from tests.live.test_server import free_port, server
from tests.moving_in.environment import ROOT
from tests.oauth import pkce, query
from tests.started import until

pytestmark = pytest.mark.live
DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
SECRET = "a-secret-of-more-than-32-characters"
MAIL = "https://mail.example.org"
CALLBACK = "http://127.0.0.1:3999/callback"
CLIENTS = {
    "mail": {"name": "Mail", "redirect_uris": [CALLBACK], "native": True, "scopes": ["openid", "email"]},
    "dovecot": {"name": "Dovecot", "secret": SECRET, "audiences": [MAIL], "grant_types": ["client_credentials"]},
}
FRAME = """
base_dir = {folder}/run
log_path = {folder}/log
auth_verbose = yes
auth_failure_delay = 0
protocols = imap
listen = 127.0.0.1
ssl = no
mail_location = maildir:~/mail
first_valid_uid = 0
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{text}
"""
"""Without the waiting that follows each refusal."""


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    if DOVECOT is None or os.getuid() != 0:
        npm_packages.missing("Dovecot, and root to start it")
    with server(tmp_path_factory.mktemp("provider"), **provider(CLIENTS, resources=[MAIL])) as address:
        found = User(address.replace("127.0.0.1", "localhost"))
        yield found
        found.http.close()


@pytest.fixture(scope="module")
def folder():
    """A folder that the users of Dovecot's processes can reach; the folders of other tests are closed to them."""
    with tempfile.TemporaryDirectory(prefix="dovecot") as name:
        found = Path(name)
        found.chmod(0o755)
        (found / "mail").mkdir()
        shutil.chown(found / "mail", "nobody", "nogroup")
        yield found


@pytest.fixture(scope="module")
def imap(user, folder):
    """Connects to Dovecot."""
    port, deploy = free_port(), ROOT / "deploy"
    text = (deploy / "dovecot-gatepost.conf.ext").read_text()
    text = text.replace("https://auth.example.org", user.address).replace("the-secret-of-the-client", SECRET)
    (folder / "asks").write_text(text)
    text = (deploy / "dovecot.conf").read_text().replace("/etc/dovecot/gatepost.conf.ext", str(folder / "asks"))
    text = text.replace("uid=vmail gid=vmail home=/var/mail/vhosts", f"uid=nobody gid=nogroup home={folder}/mail")
    (folder / "conf").write_text(FRAME.format(folder=folder, port=port, text=text))
    process = subprocess.Popen([DOVECOT, "-F", "-c", folder / "conf"])

    def connect():
        return imaplib.IMAP4("127.0.0.1", port, timeout=10)

    def answers():
        assert process.poll() is None, (folder / "log").read_text()
        with contextlib.suppress(ConnectionError):
            return connect().logout()
        return None

    try:
        until(answers, "Dovecot")
        yield connect
    finally:
        process.terminate()
        process.wait(30)


def access_token(user, **asked):
    """A mail program's access token."""
    verifier, challenge = pkce()
    shared = {"client_id": "mail", "redirect_uri": CALLBACK}
    asked |= {**shared, "response_type": "code", "code_challenge": challenge, "code_challenge_method": "S256"}
    code = query(user.sent(f"/oauth/authorize?{urlencode({'scope': 'openid email', **asked})}"))["code"]
    form = {**shared, "grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return httpx.post(f"{user.address}/oauth/token", data=form, timeout=10).json()


def xoauth2(name, token):
    return "XOAUTH2", f"user={name}\1auth=Bearer {token}\1\1"


def oauthbearer(name, token):
    return "OAUTHBEARER", f"n,a={name},\1host=127.0.0.1\1port=143\1auth=Bearer {token}\1\1"


def authenticate(imap, mechanism, text):
    """Whether Dovecot lets a mail program in; a refusal is said in a challenge, which an empty answer ends."""
    sent = iter([text.encode()])
    connection = imap()
    try:
        connection.authenticate(mechanism, lambda _: next(sent, b""))
    except imaplib.IMAP4.error:
        return False
    else:
        return connection.select()[0] == "OK"
    finally:
        connection.shutdown()


@pytest.mark.parametrize("way", [xoauth2, oauthbearer])
def test_dovecot_lets_the_user_of_a_token_in_and_nobody_else(user, imap, way):
    tokens = access_token(user, resource=MAIL)
    assert authenticate(imap, *way(EMAIL, tokens["access_token"]))
    assert not authenticate(imap, *way("bob@example.org", tokens["access_token"]))
    assert not authenticate(imap, *way(EMAIL, access_token(user)["access_token"]))  # not for the mail server
    assert not authenticate(imap, *way(EMAIL, "x"))


def test_dovecot_learns_that_a_token_was_revoked(user, imap):
    tokens = access_token(user, resource=MAIL)
    assert authenticate(imap, *xoauth2(EMAIL, tokens["access_token"]))
    form = {"client_id": "mail", "token": tokens["access_token"]}
    assert httpx.post(f"{user.address}/oauth/revoke", data=form, timeout=10).status_code == 200
    assert not authenticate(imap, *xoauth2(EMAIL, tokens["access_token"]))
