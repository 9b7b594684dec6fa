"""What features declare is whole: nothing of theirs is listed anywhere else, and nothing is forgotten."""

from collections import Counter

from django.apps import apps

from gatepost.checks import sections
from gatepost.flow import activation, registry
from gatepost.flow.feature import Feature
from gatepost.ground import limits, links
from gatepost.sessions import strength


def test_every_sealed_column_is_sealed_again_when_keys_rotate():
    models = apps.get_app_config("gatepost").get_models()
    holding = {model for model in models if any("sealed" in field.name for field in model._meta.get_fields())}
    assert {column.model for column in registry.sealed_columns()} == holding


def test_no_two_sealed_columns_share_a_purpose():
    assert max(Counter(column.purpose for column in registry.sealed_columns()).values()) == 1


def test_no_two_kinds_of_secret_share_a_purpose():
    declared = [purpose for one in registry.features() for purpose in one.purposes]
    declared.append(activation.ACTIVATION)
    assert max(Counter(declared).values()) == 1
    assert max(len(purpose) for purpose in declared) <= 24


def test_no_two_features_declare_a_section_a_limit_or_a_link_of_one_name():
    found = registry.features()
    for names in (
        [section.section for section in sections()],
        [name for one in found for name in one.limits],
        [link.name for one in found for link in one.links],
        [name for one in found for name in one.amr],
    ):
        assert max(Counter(names).values()) == 1
    assert {name for one in found for name in one.limits} <= set(limits.known())
    assert {link.name for one in found for link in one.links} == set(links.section().__struct_fields__)


def test_a_feature_that_is_gone_leaves_no_limit_and_no_amr_behind():
    before, own = dict(limits.known()), list(registry.features())
    extra = Feature(name="greeting", limits={"greeting": ("5/60",)}, amr={"greeting": ("hello",)})
    registry.register([*own, extra])
    try:
        assert "greeting" in limits.known()
    finally:
        registry.register(own)
    assert dict(limits.known()) == before
    assert strength.amr([{"method": "greeting"}]) == []
