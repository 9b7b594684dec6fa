"""The figures that the architecture is held to; `make house` prints them."""

import pytest
from tests.house import figures


@pytest.fixture(scope="module")
def modules():
    return figures.graph()


@pytest.fixture
def figure(record_property):
    """Records what was found beside the most that may be; fails with the list if it is more."""

    def compare(name, found, most=0):
        record_property(name, (len(found), most))
        assert len(found) <= most, found

    return compare


def test_files_stay_short(figure):
    figure("files of more than 300 lines", figures.long_files())


def test_functions_stay_simple(figure):
    figure(f"functions of complexity over {figures.COMPLEXITY}", figures.complex_functions())


def test_modules_import_each_other_in_no_circle(figure, modules):
    figure("modules in import cycles", figures.in_circles(modules))


def test_a_circle_would_be_found():
    modules = figures.grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a")):
        modules.add_import(importer=importer, imported=imported)
    assert figures.in_circles(modules) == ["a", "b", "c"]


def test_few_parameters_are_any(figure):
    figure("parameters annotated Any", figures.any_parameters(), most=140)


def test_every_import_contract_is_kept(record_property):
    declared, kept = figures.contracts()
    record_property("import contracts broken", (declared - kept, 0))
    assert kept == declared >= 7


def test_dialects_import_no_other_dialect(figure, modules):
    shared = tuple(f"gatepost.dialects.{name}" for name in ("rest_framework", "signed_tokens", "mounted"))
    figure(
        "imports from dialect to dialect",
        figures.imports_between(modules, "gatepost.dialects.", "gatepost.dialects.", shared),
    )


def test_dialects_do_not_import_the_native_api(figure, modules):
    figure("imports from dialect to native API", figures.imports_between(modules, "gatepost.dialects.", "gatepost.api"))
