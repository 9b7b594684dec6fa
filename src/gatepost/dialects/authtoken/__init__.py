"""REST framework's token authentication: obtain a token, whoami, logout, and the browsable API's login pages."""
