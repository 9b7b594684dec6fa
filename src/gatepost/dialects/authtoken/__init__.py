"""REST framework's token authentication: obtain, who am I, log out, and the pages of the browsable API."""
