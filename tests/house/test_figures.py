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
    figure("parameters annotated Any", figures.any_parameters(), most=80)


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


def test_integrations_import_the_native_api_for_its_own_answers_only(figure, modules):
    found = figures.imports_between(modules, "gatepost.integrations.", "gatepost.api")
    figure("imports from integration to native API", found, most=1)


def test_a_second_factor_is_one_folder(figure, modules):
    """It may be imported by the endpoints of another API, by what takes rows over, and by test tools."""
    figure("files of the feature totp", figures.files_of("features/totp"), most=12)
    others = ("gatepost.dialects.", "gatepost.moving_in.", "gatepost.testing.")
    found = [module for module in figures.elsewhere(modules, "totp") if not module.startswith(others)]
    figure("modules elsewhere that import totp", found)


def test_the_login_flow_stays_one_folder_that_can_be_read(figure):
    figure("files in flow/", figures.files_in("flow"), most=33)


def test_projects_import_few_modules(figure):
    figure("modules that the documentation imports", figures.documented_imports(), most=6)


def test_the_source_is_counted(record_property):
    record_property("Python files", (len(figures.TREES), None))
    record_property("lines of Python", (figures.lines(), None))


def test_dialects_do_not_import_the_native_api(figure, modules):
    figure("imports from dialect to native API", figures.imports_between(modules, "gatepost.dialects.", "gatepost.api"))
