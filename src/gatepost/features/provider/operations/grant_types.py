"""The names of the grant types. Pure."""

CODE, REFRESH, CLIENT = "authorization_code", "refresh_token", "client_credentials"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
NAMES = (CODE, REFRESH, CLIENT, DEVICE, EXCHANGE)
"""What a client may be registered for; `operations.token.GRANTS` has the function of each."""
