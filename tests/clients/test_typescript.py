"""The TypeScript client, with the tools of its own language, against the server of this checkout."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.live.test_server import COMMAND

pytestmark = pytest.mark.live
FOLDER = Path(__file__).resolve().parents[2] / "clients" / "typescript"


@pytest.fixture(scope="session")
def npm():
    """Runs npm in the client's folder; what the lock file names is installed by one process at a time."""
    found = shutil.which("npm")
    if found is None:
        if os.environ.get("GATEPOST_CI"):
            raise RuntimeError("CI must have Node.js")
        pytest.skip("needs Node.js 20 or newer")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}

    def run(*arguments):
        done = subprocess.run(
            [found, *arguments],
            cwd=FOLDER,
            env={**clean, "GATEPOST_COMMAND": COMMAND},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-8000:]
        return done.stdout

    wanted, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    with wanted.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            run("ci", "--no-audit", "--no-fund")
    return run


def test_the_lock_file_names_no_registry_of_one_machine():
    lines = (FOLDER / "package-lock.json").read_text().splitlines()
    resolved = [line for line in lines if '"resolved"' in line]
    assert not [line for line in resolved if "https://registry.npmjs.org/" not in line]


def test_types_are_sound_and_every_stage_is_handled(npm):
    npm("run", "check")


def test_the_style_is_kept(npm):
    npm("run", "lint")


def test_it_is_typed_from_what_the_server_describes_today(npm):
    npm("run", "schema", "--", "--check")


def test_what_is_built_loads_where_there_is_no_page(npm):
    built = FOLDER / "node_modules" / ".built"
    npm("exec", "--", "tsc", "-p", "tsconfig.build.json", "--outDir", str(built))
    assert all((built / f"{entry}.d.ts").is_file() for entry in ("index", "vue", "react"))
    script = "for (const one of ['index', 'vue', 'react']) await import(`./node_modules/.built/${one}.js`)"
    npm("exec", "--", "node", "--input-type=module", "--eval", script)


def test_it_works_against_the_live_server_and_stays_small(npm):
    npm("run", "test")
