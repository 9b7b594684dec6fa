"""The native API has two kinds of clients; the address of a third one leads nowhere."""

import pytest

from gatepost import conf

pytestmark = pytest.mark.django_db


def test_made_up_kinds_of_clients_filled_a_cache(client):
    for kind in ("browser", "app"):
        assert client.get(f"/_allauth/{kind}/v1/config").status_code == 200
    before = [cached.cache_info().currsize for cached in conf._composed]
    for number in range(20):
        assert client.get(f"/_allauth/kind{number}/v1/config").status_code == 404
    assert [cached.cache_info().currsize for cached in conf._composed] == before
