"""django-allauth 65, with its apps for provider accounts, second factors, sessions and headless clients."""
