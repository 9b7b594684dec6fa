"""An environment of its own with the packages that gatepost takes over from; made once, by uv."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHON"))}


def python(name, *packages):
    """The Python of an environment with gatepost and these packages."""
    folder, wanted = ROOT / ".venv" / name, "\n".join(packages)
    stamp, program = folder / ".packages", folder / "bin" / "python"
    with (ROOT / ".venv" / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text() != wanted:
            subprocess.run([UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder], check=True)
            subprocess.run([UV, "pip", "install", "--quiet", "--python", program, *packages, "-e", ROOT], check=True)
            stamp.write_text(wanted)
    return program


def run(program, *words, env, ok=True, **options):
    """Run a Python program in the project's root."""
    done = subprocess.run(
        [program, *words], cwd=ROOT, env={**CLEAN, "PYTHONPATH": str(ROOT), **env}, capture_output=True, text=True,
        check=False, **options,
    )  # fmt: skip
    assert not ok or done.returncode == 0, done.stdout + done.stderr
    return done
