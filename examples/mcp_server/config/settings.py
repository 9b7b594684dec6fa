from pathlib import Path

import gatepost

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "change me: this one is known to everybody"
DEBUG = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "notes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --8<-- [start:gatepost]
MCP_URL = "http://localhost:8000/mcp"
ARCHIVE_URL = "http://localhost:8000/archive"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
GATEPOST = {
    "public_url": "http://localhost:8000",
    "outbox": {"delivery": "immediate", "loopback_links": DEBUG},
    "provider": {
        "enabled": True,
        "registration": "open",  # agents register themselves; users consent to each
        "resources": [MCP_URL, ARCHIVE_URL],
        "scopes": {"notes": {"text": "Read and add notes"}},
        "clients": {
            "notes-tools": {  # the tools themselves, which exchange an agent's token for one that the archive accepts
                "name": "Tools for notes",
                "secret": "change me: this one is known to everybody, too",
                "grant_types": [TOKEN_EXCHANGE],
                "scopes": ["notes"],
                "audiences": [MCP_URL],
                "exchange_resources": [ARCHIVE_URL],
            },
        },
    },
}
# --8<-- [end:gatepost]

gatepost.configure(globals())
