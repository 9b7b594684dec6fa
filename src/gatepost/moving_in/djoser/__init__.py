"""djoser 2.3; its tokens are those of authtoken and simplejwt, its provider accounts those of social-auth."""
