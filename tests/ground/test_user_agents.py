"""What a visitor uses, in words."""

import pytest

from gatepost.ground import user_agents

KNOWN = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox on Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36": (
        "Chrome on Linux"
    ),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 "
    "Edg/126.0.0.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1": "Safari on iOS",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Safari/605.1.15": "Safari on macOS",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
    "Safari/537.36": "Chrome on Android",
    "MyApp/3.2 CFNetwork/1494.0.7 Darwin/23.4.0": "MyApp on iOS",
    "curl/8.5.0": "curl",
    "Elsewhere/1.0": "Elsewhere",
    "node": "",
    "": "",
}


@pytest.mark.parametrize(("said", "label"), KNOWN.items(), ids=list(KNOWN.values()))
def test_a_user_agent_is_told_in_words(said, label):
    assert user_agents.label(said) == label


@pytest.mark.parametrize(
    "said", ["https://evil.example/1", "evil.example/1.0 (X)", "<b>x</b>/1.0", "x" * 300, "Mozilla/5.0 (evil.example)"]
)
def test_nobody_writes_a_link_or_markup_into_a_mail_by_it(said):
    assert not set(user_agents.label(said)) & set("./<>:")
