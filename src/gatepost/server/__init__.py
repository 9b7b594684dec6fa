"""The standalone server: settings, pages, and the development inbox."""
