"""The page of the proof names files that exist, and says so before the next run too."""

from pathlib import Path

from tests.proof import page
from tests.proof.parts import PARTS

ROOT = Path(__file__).resolve().parents[2]


def test_what_the_page_names_is_there_and_on_the_page():
    written = (ROOT / "docs" / "proof.md").read_text()
    for what, where in page.ELSEWHERE:
        assert (ROOT / where).is_file(), where
        assert f"| {what} | `{where}` |" in written, what


def test_a_run_in_a_new_checkout_forgot_the_results_of_other_parts():
    written = (ROOT / "docs" / "proof.md").read_text()
    known = page.read(written, PARTS)
    assert known
    assert page.read(page.text(PARTS, known), PARTS) == known
    for part in PARTS:
        if f"| {part.title} | passed |" in written:
            assert known[part.id]["passed"], part.title


def test_a_part_that_had_run_elsewhere_got_the_table_of_the_last_one():
    ran = {"passed": True, "seconds": 5, "commit": "1234567", "end": ""}
    results = {part.id: {**ran, "tables": f"| {part.id} |\n| --- |\n| `code` |"} for part in PARTS}
    assert page.read(page.text(PARTS, results), PARTS) == results
