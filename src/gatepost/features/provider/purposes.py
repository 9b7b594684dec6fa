"""What the provider's one-time secrets are for."""

from gatepost.ground.secrets import Purpose

REQUEST = Purpose("oauth_request")
PUSHED = Purpose("oauth_pushed_request")
LOGOUT = Purpose("oauth_logout_request")
FORM = Purpose("oauth_form_post")
ALL = (REQUEST, PUSHED, LOGOUT, FORM)
