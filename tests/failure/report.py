"""The table of failures: what broke, how many requests failed, the time to recover, and what was lost."""

from tests.proof import tables

rows = []


def note(broken, errors, seconds, lost):
    """Note one failure, and check that nothing was lost.

    Args:
        broken: What broke.
        errors: How many requests failed meanwhile, by their kind.
        seconds: How long after the end of the failure the first request was answered.
        lost: What had been acknowledged, and was lost.
    """
    shown = ", ".join(f"{count} × {kind}" for kind, count in sorted(errors.items())) or "none"
    rows.append((broken, shown, f"{seconds:.1f} s", str(len(lost))))
    assert lost == []


def show():
    tables.show("Failures", ("what broke", "failed requests", "recovered after", "lost"), rows)
