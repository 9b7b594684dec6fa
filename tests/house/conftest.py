"""Prints what tests of this folder recorded by `record_property`, each as (found, most); no limit if that is None."""


def pytest_terminal_summary(terminalreporter):
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    found = [
        row
        for report in reports
        if getattr(report, "when", "") == "call" and "tests/house/" in report.nodeid
        for row in report.user_properties
    ]
    if found:
        terminalreporter.section("the house")
        for name, (measured, most) in found:
            limit = "" if most is None else f"   at most {most}"
            terminalreporter.line(f"{name:40} {measured:>6}{limit}")
