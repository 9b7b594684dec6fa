"""djoser's API: accounts, mailed links, tokens."""
