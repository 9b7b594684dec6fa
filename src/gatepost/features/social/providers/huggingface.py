"""Hugging Face."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Hugging Face",
    docs="https://huggingface.co/docs/hub/oauth",
    issuer="https://huggingface.co",
    algorithms=("RS256",),
)
