"""`deploy/streamlit_secrets.toml` in a real Streamlit: a user logs in by `st.login`, and the app knows the address."""

import pytest
from playwright.sync_api import expect
from tests.browser.judges.conftest import log_in, running
from tests.clients.logged_in import EMAIL
from tests.live.test_server import free_port
from tests.moving_in import environment

pytestmark = pytest.mark.live
SECRETS = environment.ROOT / "deploy" / "streamlit_secrets.toml"
SECRET = "a-secret-of-more-than-32-characters"
APP = """
import streamlit as st

if st.user.is_logged_in:
    st.write(f"Hello {st.user.email}, verified: {st.user.email_verified}")
    st.button("Log out", on_click=st.logout)
else:
    st.button("Log in", on_click=st.login)
"""


def test_a_user_logs_in_at_streamlit(page, provide, tmp_path):
    python = environment.python("streamlit", "streamlit[auth]==1.67.0")
    port = free_port()
    site = f"http://localhost:{port}"
    client = {"name": "Streamlit", "secret": SECRET, "redirect_uris": [f"{site}/oauth2callback"]}
    client["post_logout_redirect_uris"] = client["redirect_uris"]
    address = provide({"streamlit": client})
    (tmp_path / ".streamlit").mkdir()
    text = SECRETS.read_text().replace("https://app.example.org", site).replace("https://auth.example.org", address)
    (tmp_path / ".streamlit" / "secrets.toml").write_text(text.replace("the-secret-of-the-client", SECRET))
    (tmp_path / "app.py").write_text(APP)
    quiet = ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    command = [python, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *quiet]
    env = {**environment.CLEAN, "HOME": str(tmp_path)}
    with running(command, f"{site}/_stcore/health", tmp_path / "log", cwd=tmp_path, env=env):
        page.goto(site)
        page.get_by_role("button", name="Log in").click()
        log_in(page, "Streamlit")
        expect(page.get_by_text(f"Hello {EMAIL}, verified: True")).to_be_visible()
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
