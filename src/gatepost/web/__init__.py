"""The web app's pages: what `web/` builds, served with the site's name, colours and a strict policy."""
