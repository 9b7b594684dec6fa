"""JupyterHub whose users log in at gatepost; needs jupyterhub and oauthenticator."""

import os

c = get_config()  # noqa: F821 - JupyterHub defines it
GATEPOST = "https://auth.example.org"

c.JupyterHub.bind_url = "https://hub.example.org"
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.login_service = "gatepost"
c.GenericOAuthenticator.client_id = "jupyterhub"
c.GenericOAuthenticator.client_secret = os.environ["JUPYTERHUB_CLIENT_SECRET"]
c.GenericOAuthenticator.oauth_callback_url = "https://hub.example.org/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{GATEPOST}/oauth/authorize"
c.GenericOAuthenticator.token_url = f"{GATEPOST}/oauth/token"
c.GenericOAuthenticator.userdata_url = f"{GATEPOST}/oauth/userinfo"
c.GenericOAuthenticator.scope = ["openid", "email"]
c.GenericOAuthenticator.username_claim = "email"
# Everyone who has an account at gatepost may log in; to admit fewer, set allowed_users or allowed_groups instead.
c.GenericOAuthenticator.allow_all = True
