"""social-auth-app-django (python-social-auth), from version 5.4 on."""
