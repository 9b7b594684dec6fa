"""The page of the proof names files that exist, and says so before the next run too."""

from pathlib import Path

from tests.proof import page

ROOT = Path(__file__).resolve().parents[2]


def test_what_the_page_names_is_there_and_on_the_page():
    written = (ROOT / "docs" / "proof.md").read_text()
    for what, where in page.ELSEWHERE:
        assert (ROOT / where).is_file(), where
        assert f"| {what} | `{where}` |" in written, what
