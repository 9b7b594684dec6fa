"""The native API as a whole: URLs, configuration, OpenAPI document, well-known files."""
