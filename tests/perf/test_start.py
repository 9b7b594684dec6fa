"""A worker starts without the libraries that few requests need; each is imported by the first one that does.

`bench/startup.py` measures the same start beside other projects. Times depend on what else the machine does; the
number of modules and the memory don't.
"""

import subprocess
import sys
from pathlib import Path

import pytest

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


SIZES = """
import sys
from pathlib import Path

print(len(sys.modules), Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
MOST_MODULES, MOST_MORE_MODULES, MOST_MEGABYTES = 1_250, 600, 85
"""Of a project with gatepost, and how many more than one with bare Django has."""


def sizes(settings):
    """The modules that a project's start imports, and the most memory that it takes, in megabytes."""
    environment = {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": settings}
    done = subprocess.run(
        [sys.executable, "-c", STARTED + SIZES],
        cwd=ROOT / "bench",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    modules, kilobytes = done.stdout.split()
    return int(modules), int(kilobytes) * 1024 / 1e6


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory is read where Linux shows it")
def test_a_start_takes_no_more_than_its_modules_and_memory():
    (modules, memory), (bare_modules, _) = sizes("settings_gatepost"), sizes("settings_django")
    assert modules <= MOST_MODULES, (modules, bare_modules)
    assert memory <= MOST_MEGABYTES
    assert modules - bare_modules <= MOST_MORE_MODULES, (modules, bare_modules)


def test_libraries_that_few_requests_need_slowed_every_start():
    found = loaded(STARTED, ROOT / "bench", DJANGO_SETTINGS_MODULE="settings_gatepost")
    assert "gatepost" in found
    assert [name for name in LATER if name in found] == []


def test_the_server_started_with_its_command_line(tmp_path):
    found = loaded("import gatepost.server.settings", tmp_path, GATEPOST_HOME=str(tmp_path / "home"))
    assert "gatepost" in found
    assert found[-1] == "False"
    assert not {"click", "rich"} & set(found)
