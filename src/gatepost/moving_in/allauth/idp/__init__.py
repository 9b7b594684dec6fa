"""allauth.idp, the OAuth and OpenID provider of django-allauth."""
