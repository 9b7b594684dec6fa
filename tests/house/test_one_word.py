"""Users read one word for one thing, in the web app, in mails and in answers of the server."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web" / "src" / "i18n"
LOCALE = ROOT / "src" / "gatepost" / "locale"
SAY = {
    "en": {
        r"[Uu]ser names?": "username",
        r"[Ss]ign(s|ed|ing)?[ -](in|out)\b": "log in, log out",
        r"[Cc]onfirm (your |the |an )?(email )?address": "verify an address",
        r"(was|is) linked": "connected, of a provider's account",
        r"now a second factor": "second step",
    },
    "de": {
        r"verknüpf": "verbinden",
        r"[Jj]etzige": "bisherige",
        r"verifizier|überprüf": "bestätigen",
        r"\b[Ee]rstell": "anlegen, and erzeugen for codes and secrets",
        r"Zwei-Faktor|[Kk]ennwort|einloggen": "Bestätigung in zwei Schritten, Passwort, anmelden",
    },
    "fr": {
        r"(?<!Non )[Vv]érifi": "confirmer; an app is vérifiée",
        r"(?<!Accès )[Rr]etir(?!er l’accès)": "supprimer",
        r"\b[Cc]hange[rz]\b": "modifier",
        r"\bliée?s?\b": "associer",
        r"[Cc]hoisi\w+ un nouveau mot de passe": "définir",
        r"\b(courriel|identifi\w* de connexion)": "e-mail",
        r"non trouvée": "introuvable",
    },
    "es": {
        r"[Cc]onfirm\w* (la |su )?(direcci|correo)": "verificar",
        r"\b[Qq]uit(ar|e|ado|aremos)\b": "eliminar",
        r"[Ee]lij\w* una contraseña nueva": "establecer",
        r"enlazad": "vincular",
    },
}
TEXT = re.compile(r'^(?:msgstr(?:\[\d\])? |)"(.*)"$', re.MULTILINE)
MESSAGE = re.compile(r'^msgid "(.*)"$', re.MULTILINE)


def texts(language):
    """Pairs of a file's name and a text."""
    for file in sorted(WEB.glob(f"{language}*.ts")):
        for line in file.read_text().splitlines():
            yield file.name, line
    catalogue = LOCALE / ("de" if language == "en" else language) / "LC_MESSAGES" / "django.po"
    for text in (MESSAGE if language == "en" else TEXT).findall(catalogue.read_text()):
        yield "django.po", text


@pytest.mark.parametrize("language", SAY)
def test_one_thing_has_one_word(language):
    found = [
        f"{name}: {match[0]!r} in {text.strip()!r}; say {better}"
        for name, text in texts(language)
        for wrong, better in SAY[language].items()
        for match in re.finditer(wrong, text)
    ]
    assert not found, "\n".join(found)
