"""A worker starts without the libraries that few requests need; each is imported by the first one that does."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LATER = ("click", "email_validator", "phonenumbers", "requests", "rich", "segno", "urllib3")
STARTED = """
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

get_wsgi_application()
get_resolver()._populate()
"""


def loaded(program, folder, **environment):
    """The packages that a program imports, in a process of its own."""
    shown = (
        "import sys; print(' '.join({name.partition('.')[0] for name in sys.modules}), 'gatepost.cli' in sys.modules)"
    )
    output = subprocess.run(
        [sys.executable, "-c", f"{program}\n{shown}"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return output.split()


def test_libraries_that_few_requests_need_slowed_every_start():
    found = loaded(STARTED, ROOT / "bench", DJANGO_SETTINGS_MODULE="settings_gatepost")
    assert "gatepost" in found
    assert [name for name in LATER if name in found] == []


def test_the_server_started_with_its_command_line(tmp_path):
    found = loaded("import gatepost.server.settings", tmp_path, GATEPOST_HOME=str(tmp_path / "home"))
    assert "gatepost" in found
    assert found[-1] == "False"
    assert not {"click", "rich"} & set(found)
