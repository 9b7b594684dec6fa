"""Every message renders, in text and HTML and in every language, and says what it must."""

import re

import pytest

from gatepost.ground import mail_templates, sending
from gatepost.ground.mail_variables import VARIABLES

TEMPLATES = mail_templates.templates()
MAILS = [one for one in TEMPLATES if one.channel == "mail"]
EXAMPLES = {name: variable.example for name, variable in VARIABLES.items() if name != "from_name"}
HOSTILE = {**EXAMPLES, "user": "<b>bob</b>", "device": "<i>agent</i>", "name": "<u>key</u>"}
LANGUAGES = ("de", "en", "es", "fr")


def ids(templates):
    return {"argvalues": templates, "ids": [one.kind for one in templates]}


def kinds():
    features = mail_templates.ROOT.glob("features/*/messages/*")
    return {f"{folder.parts[-3]}/{folder.name}" for folder in (*features, *mail_templates.ROOT.glob("flow/messages/*"))}


def test_no_template_is_left_out_of_the_list():
    assert {one.kind for one in TEMPLATES} == kinds()
    assert {one.kind for one in TEMPLATES if one.channel == "mail"} == {
        one.kind for one in TEMPLATES if "body.html" in one.files
    }


@pytest.mark.parametrize("template", **ids(TEMPLATES))
def test_a_message_renders(template):
    _, body, page = sending.rendered(template.channel, template.kind, HOSTILE, "en")
    assert body
    assert "&lt;" not in body
    assert "<b>bob" not in page
    assert "<i>agent" not in page
    assert "<u>key" not in page
    for tag in ("p", "table", "tr", "td", "div", "a"):
        assert len(re.findall(rf"<{tag}\b", page)) == page.count(f"</{tag}>")


@pytest.mark.parametrize("template", **ids(MAILS))
def test_a_mail_says_in_html_what_its_text_says(template):
    _, body, page = sending.rendered("mail", template.kind, EXAMPLES, "en")
    for name in set(template.variables) - {"by", "from_name", "others", "user", "name"}:
        value = str(EXAMPLES[name])
        assert value in re.sub("\u200b", "", body), name
        assert value in re.sub("\u200b", "", page), name
    assert "gatepost" in body
    assert "gatepost" in page


@pytest.mark.parametrize("template", **ids(TEMPLATES))
def test_a_message_is_in_every_language(template):
    texts = [sending.rendered(template.channel, template.kind, EXAMPLES, language) for language in LANGUAGES]
    for number in range(3 if template.channel == "mail" else 1):
        part = 1 if template.channel == "sms" else number
        assert len({text[part] for text in texts}) == len(LANGUAGES)
    for language, (_, _, page) in zip(LANGUAGES, texts, strict=True):
        assert not page or f'<html lang="{language}">' in page


def test_a_mail_caused_by_staff_names_no_origin():
    _, body, page = sending.rendered("mail", "password/changed", {"user": "Ann", "ip": "", "user_agent": ""}, "en")
    assert "This was done from" not in body
    assert "This was done from" not in page


def test_mails_look_like_the_site(configure):
    configure(web={"name": "The Shop", "color": "#7a2e8e", "color_dark": "#d9a5e8", "logo": "/static/logo.png"})
    _, body, page = sending.rendered("mail", "code/login", EXAMPLES, "en")
    assert body.endswith("\nThe Shop\n")
    assert 'src="http://127.0.0.1:8000/static/logo.png"' in page
    assert "background:#7a2e8e;color:#ffffff" in page
    assert "background: #d9a5e8 !important; color: #10201a !important" in page
    configure(outbox={"from_name": "Shop mail", "color": "#101010", "logo": "https://shop.example.org/logo.png"})
    _, body, page = sending.rendered("mail", "code/login", EXAMPLES, "en")
    assert "Shop mail" in body
    assert "background:#101010;color:#ffffff" in page
    assert 'src="https://shop.example.org/logo.png"' in page


@pytest.mark.parametrize("logo", ["data:image/png;base64,AA==", "/static/acme.svg"])
def test_a_logo_that_mail_clients_do_not_show_is_left_out(configure, logo):
    configure(web={"logo": logo})
    assert "<img" not in sending.rendered("mail", "code/login", EXAMPLES, "en")[2]


def test_a_projects_own_template_goes_before_ours(tmp_path, settings):
    own = tmp_path / "gatepost" / "code" / "login"
    own.mkdir(parents=True)
    (own / "body.txt").write_text("ours: {{ code }}")
    (own / "body.html").write_text(
        '{% extends "gatepost/layout.html" %}{% block text %}{% include "gatepost/code.html" %}!{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    _, body, page = sending.rendered("mail", "code/login", {"code": "X"}, "en")
    assert body == "ours: X\n"
    assert "<h1>Your login code</h1>" in page
    assert ">X</p>\n!" in page


def test_a_projects_own_layout_is_the_layout_of_every_mail(tmp_path, settings):
    (tmp_path / "gatepost").mkdir()
    (tmp_path / "gatepost" / "layout.html").write_text("<main>{{ subject }}{% block text %}{% endblock %}</main>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    _, _, page = sending.rendered("mail", "flow/welcome", {"user": "Ann"}, "de")
    assert page.startswith("<main>Ihr Konto ist eingerichtet")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["phone/verify", "code/login_sms", "password/reset_sms"])
def test_an_sms_with_a_code_ends_with_the_line_that_binds_it_to_our_pages(settings, kind, language):
    settings.GATEPOST = {**getattr(settings, "GATEPOST", {}), "public_url": "https://example.org"}
    body = sending.rendered("sms", kind, {**EXAMPLES, "code": "246810"}, language)[1]
    assert body.splitlines()[-1] == "@example.org #246810"


def test_an_sms_without_a_code_ends_with_its_text(settings):
    settings.GATEPOST = {**getattr(settings, "GATEPOST", {}), "public_url": "https://example.org"}
    body = sending.rendered("sms", "phone/account_exists", {"link": "https://example.org/x"}, "en")[1]
    assert "@example.org" not in body
