import pytest


@pytest.fixture(autouse=True)
def _provider(configure, settings):
    configure(provider={"enabled": True, "resources": ["https://api.example.org"]})
