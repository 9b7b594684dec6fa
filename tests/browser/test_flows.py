"""The table of flows is complete; `make flows` runs them."""

import itertools

from tests.browser.flows import account, conditions, entry, factors
from tests.browser.flows.table import FLOWS, LANGUAGES, THEMES, WIDTHS, condition

assert all((account, conditions, entry, factors))  # importing them fills the table


def test_the_table_has_sixty_flows_and_every_pair_of_conditions():
    assert len(FLOWS) >= 60
    used = {condition(name) for name in FLOWS}
    for first, second in itertools.combinations(range(3), 2):
        values = (WIDTHS, THEMES, LANGUAGES)
        wanted = set(itertools.product(values[first], values[second]))
        assert {(one[first], one[second]) for one in used} == wanted
