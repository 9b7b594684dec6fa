"""dj-rest-auth 7.2, with its second factors; tokens and accounts are those of authtoken, simplejwt and allauth."""
