"""A serializer of the project's own."""

from rest_framework import serializers


class LoginForm(serializers.Serializer):
    username = serializers.CharField()
