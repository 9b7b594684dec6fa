"""An operator's own features, providers and SMS sender in the standalone server: keys at the top of `gatepost.toml`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.live
GATEPOST = Path(sys.executable).parent / "gatepost"
FEATURE = """
from django.apps import AppConfig
from gatepost import Feature
FEATURE = Feature(name="greeting", config=lambda: {})
"""


@pytest.fixture
def run(tmp_path):
    """Run a command of the server with this `gatepost.toml`."""
    (tmp_path / "greeting").mkdir()
    (tmp_path / "greeting" / "__init__.py").touch()
    (tmp_path / "greeting" / "feature.py").write_text(FEATURE)
    (tmp_path / "gateway.py").write_text("def send(to, text): ...\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}

    def command(toml, *words):
        (tmp_path / "gatepost.toml").write_text(toml)
        env = {**clean, "PYTHONPATH": str(tmp_path)}
        return subprocess.run([GATEPOST, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    return command


def test_parts_of_the_operator_are_used(run):
    done = run('FEATURES = ["greeting"]\nSMS = "gateway.send"\n[outbox]\nfrom_name = "us"\n', "doctor")
    assert (done.returncode, done.stdout.strip().endswith("No problems found.")) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('FEATURES = ["greeting", "greetings"]', 'GATEPOST["FEATURES"]: there is no module'),
        ('FEATURES = "greeting"', 'GATEPOST["FEATURES"] must be a list of dotted paths'),
        ('PROVIDERS = ["gateway"]', "it has no PROVIDER"),
        ('SMS = "gateway.sent"', "no 'sent' in 'gateway'"),
    ],
)
def test_a_bad_path_is_named(run, toml, said):
    done = run(toml, "doctor")
    assert done.returncode == 1
    assert said in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr
