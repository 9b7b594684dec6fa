from pathlib import Path

import gatepost

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "change me: this one is known to everybody"
DEBUG = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "question",
    "terms",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "templates"]}]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
GATEPOST = {
    "FEATURES": ["question", "terms"],
    "PROVIDERS": ["intranet"],
    "SMS": "gateway.send",
    "public_url": "http://127.0.0.1:8000",
    "accounts": {
        "login_methods": ["email", "username", "phone"],
        "signup_fields": ["email*", "username*", "password*", "first_name"],
        "extra_fields": {"first_name": {"max_length": 150, "description": "How we greet you"}},
        "notifications": True,
    },
    "code": {"enabled": True},
    "outbox": {"delivery": "immediate", "loopback_links": DEBUG},
    "passkey": {"enabled": False},
    "tokens": {"strategy": "jwt", "claims": "claims.claims"},
}

gatepost.configure(globals())
