"""Signed tokens: JWTs and the keys that sign, verify and encrypt them."""
