"""Take over the tokens that REST framework's own app has made: they go on working, hashed."""

from collections.abc import Iterator

from gatepost import conf
from gatepost.dialects.authtoken import queries
from gatepost.dialects.authtoken.settings import AuthtokenSettings
from gatepost.tokens import opaque

BATCH = 500
TABLE = "authtoken_token"
NAME = "imported"


def take_over(table: str = TABLE) -> Iterator[tuple[int, int]]:
    """Read a table in batches; may be interrupted and begun again, what is there already stays.

    Args:
        table: Of REST framework's form: `key`, `created`, `user_id`.

    Yields:
        How many rows were read, and how many tokens are new.
    """
    plan, after = conf.read(AuthtokenSettings).plan(), ""
    while rows := queries.page(table, after, BATCH):
        after = rows[-1].key
        users = queries.users([row.user_id for row in rows])
        found = [opaque.Foreign(users[row.user_id], row.key, row.created_at) for row in rows if row.user_id in users]
        yield len(rows), opaque.take_in(found, plan, name=NAME)
