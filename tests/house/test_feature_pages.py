"""Every feature has a page in docs/features that names its endpoints, limits, settings and messages."""

from pathlib import Path

import pytest

from gatepost.flow import registry
from gatepost.flow.feature import Feature

ROOT = Path(__file__).resolve().parents[2]
FEATURES = registry.features()


def page(feature: Feature) -> str:
    return (ROOT / "docs" / "features" / f"{feature.name}.md").read_text()


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_the_page_names_everything_that_a_client_or_operator_meets(feature):
    text = page(feature)
    endpoints = {f"`{one.verb} {one.path}" for one in feature.endpoints}
    limits = {f"`{name}`" for name in (*feature.limits, *(one.limit for one in feature.endpoints if one.limit))}
    settings = {f"settings.md#{struct.section}" for struct in feature.settings}
    folder = ROOT / "src" / "gatepost" / "features" / feature.name / "messages"
    messages = {f"`{feature.name}/{one.name}`" for one in folder.iterdir()} if folder.is_dir() else set()
    assert not [one for one in (*endpoints, *limits, *settings, *messages) if one not in text]
