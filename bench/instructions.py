"""Instructions of an act, counted by callgrind; None outside of valgrind.

Runs in a process started as `valgrind --tool=callgrind --instr-atstart=no python …`. Needs gcc and valgrind's headers.
"""

import ctypes
import gc
import os
import re
import subprocess
import tempfile
from pathlib import Path

SOURCE = """
#include <valgrind/callgrind.h>
void begin(void) { CALLGRIND_START_INSTRUMENTATION; CALLGRIND_ZERO_STATS; }
void end(void) { CALLGRIND_DUMP_STATS; CALLGRIND_STOP_INSTRUMENTATION; }
int running(void) { return RUNNING_ON_VALGRIND; }
"""


def library():
    folder = Path(tempfile.mkdtemp())
    (folder / "begin.c").write_text(SOURCE)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", folder / "begin.so", folder / "begin.c"], check=True)
    return ctypes.CDLL(str(folder / "begin.so"))


def under_valgrind(command):
    """The command that runs a Python process under callgrind, and what its environment needs."""
    folder = tempfile.mkdtemp()
    options = ["--tool=callgrind", "--instr-atstart=no", "--quiet", f"--callgrind-out-file={folder}/out.%p"]
    return ["valgrind", *options, *command], {"CALLGRIND_FOLDER": folder, "PYTHONHASHSEED": "0"}


class Counter:
    """Counts instructions between `begin` and `end`."""

    def __init__(self):
        self.code, self.dumps = library(), 0

    def begin(self):
        gc.collect()  # or one run counts a collection of everything that the process holds, and another doesn't
        self.code.begin()

    def end(self):
        self.code.end()
        self.dumps += 1
        files = Path(os.environ["CALLGRIND_FOLDER"]).glob(f"out.*.{self.dumps}")
        return int(re.search(r"^(?:totals|summary): (\d+)", next(files).read_text(), re.M).group(1))
