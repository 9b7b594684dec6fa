"""Every attack of the list has its tests, or a reason why it needs none; the page says which."""

import pytest
from tests.security import rows

ROWS, REQUIREMENTS = rows.rows(), rows.requirements()


def test_the_list_is_whole():
    wanted = [f"{letter}{number}" for letter, count in rows.COUNTS.items() for number in range(1, count + 1)]
    assert sorted(ROWS) == sorted(wanted)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_tests_or_a_reason(row):
    tests = rows.tests_of(row, ROWS[row])
    assert bool(tests) != bool(ROWS[row].get("reason")), f"{row} has {len(tests)} tests"
    assert not [test for test in tests if not rows.exists(test)]


def test_tests_are_named_after_rows_that_exist():
    assert set(rows.by_name()) <= set(ROWS)


@pytest.mark.parametrize("number", REQUIREMENTS)
def test_a_requirement_of_the_standard_has_rows_or_tests_or_a_reason(number):
    entry = REQUIREMENTS[number]
    assert [bool(entry.get(name)) for name in ("rows", "tests", "reason")].count(True) == 1
    assert set(entry.get("rows", [])) <= set(ROWS)
    assert not [test for test in entry.get("tests", []) if not rows.exists(test)]


def test_the_page_is_what_the_lists_say():
    page = rows.ROOT / "docs" / "attacks.md"
    assert page.read_text() == rows.page(), "run: python -m tests.security.rows > docs/attacks.md"
