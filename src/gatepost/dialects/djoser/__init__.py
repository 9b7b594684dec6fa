"""djoser's wire: accounts, mailed links, tokens."""
