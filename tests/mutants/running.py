"""Runs mutants: forked from one process in which the tests are collected, or with a copy of the package."""

import gc
import importlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
import types

import pytest

from tests.mutants import defences

SECONDS = 120
OPTIONS = ("-q", "-s", "--nomigrations", "-p", "no:cacheprovider", "-p", "no:xdist")


def run(mutants, texts, folder, *, jobs, tell):
    """Run each mutant, and tell its result as soon as there is one."""
    forked, copied = [], []
    for mutant in mutants:
        places = defences.places(mutant, texts)
        if len(places) != 1:
            tell(mutant, {"result": "gone", "by": f"the snippet occurs {len(places)} times", "seconds": 0.0})
        elif changed_functions(mutant, places[0], texts) is None:
            copied.append((mutant, places[0]))
        else:
            forked.append(mutant)
    for name in [name for name in os.environ if name.startswith("GATEPOST_TEST_")]:
        del os.environ[name]
    if forked:
        loop = Loop(forked, texts, folder, jobs=jobs, tell=tell)
        paths = sorted({path for mutant in forked for path in mutant.tests})
        pytest.main([*OPTIONS, *paths], plugins=[loop])
        if loop.interrupted:
            raise KeyboardInterrupt
    run_copies(copied, texts, folder, tell=tell)


def run_copies(copied, texts, folder, *, tell):
    """Run mutants with copies of the package; without any mutant, every test that killed one passes."""
    killers = {}
    for mutant, place in copied:
        result = in_a_copy(mutant, place, texts, folder)
        tell(mutant, result)
        if result["result"] == "killed":
            killers.setdefault(result["by"], []).append(mutant)
    for by in failed(run_tests(killers, {}, stops=False)) if killers else ():
        for mutant in killers[by]:
            tell(mutant, fails_anyway(by))


def codes(code):
    """Every code object in a module's, by name and first line."""
    found = {}
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            found[(inner.co_qualname, inner.co_firstlineno)] = inner
            found |= codes(inner)
    return found


def changed_functions(mutant, place, texts):
    """The new code of the functions that a mutant changes; None if it changes more than functions."""
    text = texts[place]
    path = str(defences.SOURCE / place)
    changed = text.replace(mutant.snippet, mutant.becomes)
    # As many lines as before, so that the other functions keep theirs.
    short = mutant.snippet.count("\n") - mutant.becomes.count("\n")
    if short > 0:
        end = changed.index("\n", text.index(mutant.snippet) + len(mutant.becomes))
        changed = changed[:end] + "\n" * short + changed[end:]
    before, after = compile(text, path, "exec"), compile(changed, path, "exec")
    old, new = codes(before), codes(after)
    if old.keys() != new.keys() or _outside(before) != _outside(after):
        return None
    return {key: new[key] for key in old if old[key] != new[key] and not key[0].endswith("<module>")}


def _outside(code):
    """What a module does itself, without its functions."""
    plain = [one for one in code.co_consts if not isinstance(one, types.CodeType)]
    classes = [
        (one.co_name, _outside(one))
        for one in code.co_consts
        if isinstance(one, types.CodeType) and "__module__" in one.co_names
    ]
    return code.co_code, code.co_names, plain, classes


def apply(mutant, place, texts):
    """Give the functions their new code; the module may not be imported yet, if only a request would."""
    module = place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    importlib.import_module(f"gatepost.{module}")
    path, new, done = str(defences.SOURCE / place), changed_functions(mutant, place, texts), set()
    for function in gc.get_objects():
        if not isinstance(function, types.FunctionType) or function.__code__.co_filename != path:
            continue
        key = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if key in new and len(new[key].co_freevars) == len(function.__code__.co_freevars):
            function.__code__ = new[key]
            done.add(key)
    return bool(done)


class Loop:
    """A plugin of pytest that runs the collected tests once for each mutant."""

    def __init__(self, mutants, texts, folder, *, jobs, tell):
        self.mutants, self.texts, self.folder, self.jobs, self.tell = list(mutants), texts, folder, jobs, tell
        self.failed, self.interrupted, self.busy, self.killers = "", False, {}, {}

    def pytest_runtest_logreport(self, report):
        if report.failed and not self.failed:
            self.failed = report.nodeid
            print(report.longreprtext)

    def pytest_runtestloop(self, session):
        try:
            while self.mutants or self.busy:
                if self.mutants and len(self.busy) < self.jobs:
                    self._start(session, self.mutants.pop(0))
                else:
                    pid, status = os.wait()
                    mutant, started = self.busy.pop(pid)
                    result = self._result(mutant, status, started)
                    self.tell(mutant, result)
                    if result["result"] == "killed":
                        self.killers.setdefault(result["by"], []).append(mutant)
            self._control(session)
        except KeyboardInterrupt:
            self.interrupted = True
            for pid in self.busy:
                os.kill(pid, signal.SIGKILL)
        return True

    def _start(self, session, mutant):
        chosen = [item for path in mutant.tests for item in session.items if _within(item.nodeid, path)]
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            self.busy[pid] = (mutant, time.monotonic())
            return
        code = 3
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.alarm(SECONDS)
            out = os.open(self.folder / f"{mutant.id}.out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1)
            os.dup2(out, 2)
            code = self._child(mutant, chosen)
        finally:
            os._exit(code)

    def _child(self, mutant, chosen):
        place = defences.places(mutant, self.texts)[0]
        if not chosen or not apply(mutant, place, self.texts):
            return 4
        for item, following in itertools.zip_longest(chosen, chosen[1:]):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                (self.folder / mutant.id).write_text(self.failed)
                return 1
        return 0

    def _control(self, session):
        """Without any mutant, every test that killed one passes."""
        chosen = [item for item in session.items if item.nodeid in self.killers]
        for item, following in itertools.zip_longest(chosen, chosen[1:]):
            self.failed = ""
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            for mutant in self.killers[item.nodeid] if self.failed else ():
                self.tell(mutant, fails_anyway(item.nodeid))

    def _result(self, mutant, status, started):
        code, seconds = os.waitstatus_to_exitcode(status), round(time.monotonic() - started, 1)
        if code == 1:
            return {"result": "killed", "by": (self.folder / mutant.id).read_text(), "seconds": seconds}
        if code == 0:
            return {"result": "survived", "by": "", "seconds": seconds}
        why = {-signal.SIGALRM: f"its tests take more than {SECONDS} s", 4: "no function in use has this code"}
        return {"result": "broken", "by": why.get(code, f"exit code {code}"), "seconds": seconds}


def _within(node, path):
    return node == path or node.startswith((f"{path}/", f"{path}::", f"{path}["))


def fails_anyway(test):
    """The result of a mutant whose killer fails without any mutant."""
    return {"result": "broken", "by": f"{test} fails without it too", "seconds": 0.0}


def run_tests(tests, environment, *, stops=True):
    """Run tests in a process of their own, to the first that fails or to the end."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *(["-x"] if stops else []), "-rfE", *OPTIONS, *tests],
        cwd=defences.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=2 * SECONDS,
        check=False,
    )


def failed(done):
    """The ids of the tests that failed, from the summary; what they logged may have lines that look the same."""
    summary = done.stdout.rpartition("short test summary info")[2].splitlines()
    return [line.partition(" ")[2].partition(" - ")[0] for line in summary if line.startswith(("FAILED ", "ERROR "))]


def in_a_copy(mutant, place, texts, folder):
    """The result of a mutant with a copy of the package in front of it."""
    copy, started = folder / "copy", time.monotonic()
    if not copy.exists():
        shutil.copytree(defences.SOURCE, copy / "gatepost", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "gatepost" / place).write_text(texts[place].replace(mutant.snippet, mutant.becomes))
    try:
        done = run_tests(mutant.tests, {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"})
    except subprocess.TimeoutExpired:
        return {"result": "broken", "by": f"its tests take more than {2 * SECONDS} s", "seconds": 2.0 * SECONDS}
    finally:
        (copy / "gatepost" / place).write_text(texts[place])
    by = failed(done)
    result = {0: "survived", 1: "killed"}.get(done.returncode, "broken")
    said = by[0] if by else "" if result == "survived" else " ".join(done.stdout.split()[-12:])
    return {"result": result, "by": said, "seconds": round(time.monotonic() - started, 1)}
