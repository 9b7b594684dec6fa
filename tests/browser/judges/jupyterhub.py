"""`deploy/jupyterhub_config.py` in a real JupyterHub: a user logs in with oauthenticator."""

import os

import pytest
from playwright.sync_api import expect
from tests import npm_packages
from tests.browser.judges.conftest import FOLDER, log_in, running
from tests.clients.logged_in import EMAIL
from tests.live.test_server import free_port
from tests.moving_in import environment

pytestmark = pytest.mark.live
CONFIG = environment.ROOT / "deploy" / "jupyterhub_config.py"
PACKAGES = ("jupyterhub==6.1.1", "oauthenticator==17.4.0")
SECRET = "a-secret-of-more-than-32-characters"
FURTHER = """
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.command = ["{command}"]
"""
"""No notebook is started, and nothing listens where another JupyterHub may."""


def test_a_user_logs_in_at_jupyterhub(page, provide, tmp_path):
    python = environment.python("jupyterhub", *PACKAGES)
    npm_packages.install(npm_packages.find_npm(), FOLDER)
    hub = f"http://127.0.0.1:{free_port()}"
    client = {"name": "JupyterHub", "secret": SECRET, "redirect_uris": [f"{hub}/hub/oauth_callback"]}
    address = provide({"jupyterhub": client})
    text = CONFIG.read_text().replace("https://hub.example.org", hub).replace("https://auth.example.org", address)
    command = FOLDER / "node_modules" / ".bin" / "configurable-http-proxy"
    config = tmp_path / "jupyterhub_config.py"
    config.write_text(text + FURTHER.format(hub=free_port(), proxy=free_port(), command=command))
    env = {**environment.CLEAN, "JUPYTERHUB_CLIENT_SECRET": SECRET}
    env["PATH"] = f"{python.parent}{os.pathsep}{env['PATH']}"
    with running(
        [python, "-m", "jupyterhub", "-f", config], f"{hub}/hub/health", tmp_path / "log", cwd=tmp_path, env=env
    ):
        page.goto(f"{hub}/hub/login")
        page.get_by_role("button", name="Sign in with gatepost").click()
        log_in(page, "JupyterHub")
        page.wait_for_url(f"{hub}/hub/home")
        expect(page.get_by_text(EMAIL).first).to_be_visible()
