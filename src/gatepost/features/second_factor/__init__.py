"""Endpoints shared by all second factors."""
