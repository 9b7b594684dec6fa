import re

import pytest
from tests.dialects.rest import Rest


@pytest.fixture
def rest(db):
    return Rest()


@pytest.fixture
def keyed(rest, bob):
    """A client that shows a key and holds no cookie."""
    return Rest(Authorization=f"Token {rest.log_in()}")


@pytest.fixture
def links(post):
    """The links mailed to somebody, oldest first."""
    return lambda address: [link for text in post.to(address) for link in re.findall(r"https?://\S+", text)]
