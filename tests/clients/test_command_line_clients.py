"""Programs for the command line that Debian packages, with the provider of a running server."""

import queue
import re
import shutil
import subprocess
import threading

import httpx
import pytest
from tests import npm_packages
from tests.clients.logged_in import EMAIL, User, provider
from tests.live.test_server import server
from tests.moving_in.environment import CLEAN
from tests.started import until

pytestmark = pytest.mark.live
CLIENTS = {
    # The program waits at a free port; RFC 8252, section 7.3.
    "git": {
        "name": "Git",
        "redirect_uris": ["http://127.0.0.1"],
        "scopes": ["openid", "email", "offline_access"],
        "native": True,
    }
}
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    with server(tmp_path_factory.mktemp("provider"), **provider(CLIENTS, registration="open")) as address:
        found = User(address.replace("127.0.0.1", "localhost"))
        yield found
        found.http.close()


def installed(program):
    if shutil.which(program) is None:
        npm_packages.missing(program)


class Lines:
    """What a program says, as it says it."""

    def __init__(self, stream):
        self.said, self.waiting = [], queue.Queue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream):
        for line in stream:
            self.waiting.put(line)
        self.waiting.put(None)

    def until(self, pattern):
        """The first line that matches."""
        while True:
            line = self.waiting.get(timeout=PATIENCE_SECONDS)
            assert line is not None, "".join(self.said)
            self.said.append(line)
            if found := re.search(pattern, self.said[-1]):
                return found

    def rest(self):
        """All that is still to come, which is waited for."""
        return list(iter(lambda: self.waiting.get(timeout=PATIENCE_SECONDS), None))


def userinfo(user, token):
    answer = httpx.get(f"{user.address}/oauth/userinfo", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_git_credential_oauth_gets_a_token_by_code_and_pkce(user, tmp_path):
    installed("git-credential-oauth")
    config = tmp_path / "gitconfig"
    config.write_text(
        f'[credential "{user.address}"]\n\toauthClientId = git\n\toauthScopes = openid email offline_access\n'
        "\toauthAuthURL = /oauth/authorize\n\toauthTokenURL = /oauth/token\n"
    )
    # The browser of this machine is a program that does nothing; the URL is printed, too.
    env = {**CLEAN, "HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": str(config), "BROWSER": "true"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(["git-credential-oauth", "get"], text=True, env=env, **pipes) as process:
        process.stdin.write(f"protocol=http\nhost={user.address.removeprefix('http://')}\n\n")
        process.stdin.close()
        lines = Lines(process.stderr)
        url = lines.until(r"http://\S+/oauth/authorize\S+")[0]
        assert "code_challenge_method=S256" in url
        assert httpx.get(user.sent(url), timeout=10).status_code == 200
        said = dict(line.strip().split("=", 1) for line in process.stdout)
        rest = lines.rest()
    assert process.returncode == 0, rest
    assert userinfo(user, said["password"])["email"] == EMAIL


@pytest.fixture
def agent(tmp_path):
    """The environment of a running `oidc-agent`."""
    installed("oidc-agent")
    folder = tmp_path / "accounts"
    folder.mkdir()
    env = {**CLEAN, "HOME": str(tmp_path), "OIDC_CONFIG_DIR": str(folder), "OIDC_ENCRYPTION_PW": "of a test"}
    log = (tmp_path / "log").open("w")
    said = subprocess.run(
        ["oidc-agent", "--no-autoload", "--debug", "--log-stderr"],
        env=env, stdout=subprocess.PIPE, stderr=log, text=True, check=True, timeout=PATIENCE_SECONDS,
    ).stdout  # fmt: skip
    env |= dict(re.findall(r"(OIDC\w+)=([^;]+);", said))

    def listens():
        """Its socket is there before anyone listens at it."""
        return subprocess.run(["oidc-agent", "--status"], env=env, capture_output=True, check=False).returncode == 0

    until(listens, "oidc-agent")
    yield env
    subprocess.run(["oidc-agent", "-k"], env=env, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    log.close()


def test_oidc_agent_registers_logs_in_by_device_code_and_refreshes(user, agent):
    command = ["oidc-gen", "judge", f"--iss={user.address}", "--flow=device", "--scope=openid email offline_access"]
    options = ["--pw-env", "--prompt=none", "--confirm-default", "--no-url-call"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen([*command, *options], text=True, env=agent, **pipes) as process:
        lines = Lines(process.stdout)
        user.allow_device(lines.until(r"enter the code: (\S+)")[1].replace("-", ""))
        rest = lines.rest()
    assert process.returncode == 0, rest
    first = token(agent)
    assert userinfo(user, first)["email"] == EMAIL
    second = token(agent, "--force-new")
    assert second != first
    assert userinfo(user, second)["email"] == EMAIL


def token(agent, *options):
    done = subprocess.run(
        ["oidc-token", *options, "judge"], env=agent, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
