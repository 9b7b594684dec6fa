"""Serves the web app built from `web/`, with the site's name and colours and a strict content security policy."""
