"""Requests to servers whose URLs others choose: providers, and the clients of ours."""
