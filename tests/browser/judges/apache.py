"""`deploy/apache.conf` in a real Apache: mod_auth_openidc logs users in, refreshes, logs out, and learns of others."""

import os
import shutil
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from tests import npm_packages
from tests.browser.judges.conftest import json_of, log_in, running
from tests.clients.logged_in import EMAIL
from tests.live.test_nginx import upstream
from tests.live.test_server import free_port

pytestmark = pytest.mark.live
APACHE = shutil.which("apache2", path="/usr/sbin:/usr/bin")
MODULES = Path("/usr/lib/apache2/modules")
CONFIG = Path(__file__).resolve().parents[3] / "deploy" / "apache.conf"
SECRET = "a-secret-of-more-than-32-characters"
FRAME = """
ServerRoot {folder}
ServerName 127.0.0.1
PidFile {folder}/pid
ErrorLog {folder}/errors
LogLevel warn auth_openidc:debug
Listen 127.0.0.1:{port}
{user}
{modules}
DefaultRuntimeDir {folder}
DocumentRoot {folder}
{text}
"""
LOADED = {
    "mpm_event": "mod_mpm_event.so",
    "authn_core": "mod_authn_core.so",
    "authz_core": "mod_authz_core.so",
    "authz_user": "mod_authz_user.so",
    "proxy": "mod_proxy.so",
    "proxy_http": "mod_proxy_http.so",
    "auth_openidc": "mod_auth_openidc.so",
}


@pytest.fixture
def site():
    """The address of the virtual host."""
    if APACHE is None or not (MODULES / LOADED["auth_openidc"]).is_file():
        npm_packages.missing("Apache with mod_auth_openidc")
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def address(provide, site):
    """The provider's; its access tokens live so briefly that each request refreshes them."""
    client = {
        "name": "Apache",
        "secret": SECRET,
        "redirect_uris": [f"{site}/oidc"],
        "post_logout_redirect_uris": [f"{site}/goodbye"],
        "backchannel_logout_uri": f"{site}/oidc?logout=backchannel",
    }
    hosts = {"allowed_hosts": [site.removeprefix("http://")]}
    return provide({"apache": client}, hosts, GATEPOST_TOKENS__ACCESS_SECONDS="30")


@pytest.fixture
def apache(site, address, tmp_path):
    """Apache before a program that shows what reached it."""
    with upstream() as port:
        text = CONFIG.read_text()
        for ours, theirs in {
            "https://app.example.org": site,
            "https://auth.example.org": address,
            "the-secret-of-the-client": SECRET,
            "/etc/apache2/oidc-passphrase": str(tmp_path / "passphrase"),
            "http://127.0.0.1:9000": f"http://127.0.0.1:{port}",
        }.items():
            assert ours in text
            text = text.replace(ours, theirs)
        (tmp_path / "passphrase").write_text("of a test")
        modules = "\n".join(f"LoadModule {name}_module {MODULES / file}" for name, file in LOADED.items())
        user = "User www-data\nGroup www-data" if os.getuid() == 0 else ""
        tmp_path.chmod(0o755)
        config = tmp_path / "apache2.conf"
        config.write_text(
            FRAME.format(folder=tmp_path, port=site.rpartition(":")[2], modules=modules, user=user, text=text)
        )
        command = [APACHE, "-f", str(config), "-DFOREGROUND"]
        with running(command, f"{site}/goodbye", tmp_path / "output"):
            yield site


def test_apache_logs_a_user_in_refreshes_and_logs_out(page, apache, address):
    page.goto(f"{apache}/files")
    log_in(page, "Apache")
    page.wait_for_url(f"{apache}/files")
    first = json_of(page)["headers"]
    assert first["oidc_claim_email"] == EMAIL
    page.goto(f"{apache}/files")
    second = json_of(page)["headers"]
    assert second["oidc_access_token"] != first["oidc_access_token"]
    page.goto(f"{apache}/oidc?logout={apache}/goodbye")
    page.wait_for_url(f"{apache}/goodbye*")
    page.goto(f"{apache}/files")
    page.wait_for_url(f"{address}/account/login*")


def test_apache_is_told_that_its_user_logged_out(page, apache, address):
    page.goto(f"{apache}/files")
    log_in(page, "Apache")
    page.wait_for_url(f"{apache}/files")
    cookies = {one["name"]: one["value"] for one in page.context.cookies(apache)}
    assert httpx.get(f"{apache}/files", cookies=cookies).status_code == 200
    page.goto(f"{address}/account/logout")
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are logged out.")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for _ in range(200):
        if httpx.get(f"{apache}/files", cookies=cookies).status_code == 302:
            break
        page.wait_for_timeout(100)
    else:
        raise AssertionError("Apache still knows the user")
