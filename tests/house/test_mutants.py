"""The list of defences that `make mutants` breaks keeps up with the code and the tests."""

import ast

import pytest
from tests.mutants import defences

MUTANTS = defences.read()


@pytest.fixture(scope="module")
def texts():
    return defences.sources()


def test_there_are_enough_and_each_has_its_own_name():
    assert len({one.id for one in MUTANTS}) == len(MUTANTS) >= 120


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.id)
def test_a_mutant_applies_once_and_names_tests_that_exist(mutant, texts):
    found = defences.places(mutant, texts)
    assert len(found) == 1, f"change its snippet in tests/mutants: it occurs {len(found)} times in the package"
    ast.parse(texts[found[0]].replace(mutant.snippet, mutant.becomes))
    assert mutant.drops.endswith(".")
    assert mutant.becomes != mutant.snippet
    for path in mutant.tests:
        file, _, name = path.partition("::")
        place = defences.ROOT / file
        assert place.exists(), file
        assert not name or f"def {name.partition('[')[0]}(" in place.read_text(), path
