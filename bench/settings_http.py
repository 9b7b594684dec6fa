"""What `settings_http_gatepost` and `settings_http_peers` share: mail by SMTP, and a cache that all processes share."""

import os

EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ.get("BENCH_MAIL_PORT", "25"))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "auth@example.org"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1/9"}}
