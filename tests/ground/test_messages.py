"""Every message renders, in text and HTML, and says what it must."""

from pathlib import Path

import pytest

from gatepost.ground import sending

FOLDERS = sorted([*sending.ROOT.glob("methods/*/messages/*"), *sending.ROOT.glob("flow/messages/*")])
CONTEXT = {
    "user": "<b>bob</b>",
    "code": "ABCD-EFGH",
    "link": "https://app.example.org/x",
    "by": "both",
    "ip": "10.0.0.1",
    "device": "<i>agent</i>",
    "email": "n@example.org",
    "phone": "+31",
    "from_name": "gatepost",
    "name": "deploy",
    "since": "2026-11-25 03:00 UTC",
}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parts[-3]}/{folder.name}")
def test_a_message_renders(folder: Path):
    kind = f"{folder.parts[-3]}/{folder.name}"
    body = sending.render(kind, "body.txt", CONTEXT)
    assert body
    assert "&lt;" not in body
    page = sending.render(kind, "body.html", CONTEXT)
    subject = sending.render(kind, "subject.txt", CONTEXT)
    assert (page is None) == (subject is None)
    if page is not None:
        assert "<b>bob" not in page
        assert "<i>agent" not in page
        assert page.count("<p>") == page.count("</p>")


def test_a_projects_own_template_goes_before_ours(tmp_path, settings):
    own = tmp_path / "gatepost" / "code" / "login"
    own.mkdir(parents=True)
    (own / "body.txt").write_text("ours: {{ code }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert sending.render("code/login", "body.txt", {"code": "X"}) == "ours: X"
