"""Authentication and permissions for a project's own views: Django, REST framework, Ninja, and proxies."""
