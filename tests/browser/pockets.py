"""Fixtures of the tests in the field: the browser, the line to the site, somebody's phone."""

import pytest

from tests.browser.phones import Phone, open_profile
from tests.faults.proxy import FaultProxy


@pytest.fixture(scope="module")
def profile(chromium, tmp_path_factory):
    """One browser with a profile on the disk, for all phones of a file."""
    context = open_profile(chromium, tmp_path_factory.mktemp("profile"))
    yield context
    context.close()


@pytest.fixture
def line(places, live_server, settings):
    """Make proxies in front of the site; they end with the test."""
    settings.SITE_URL = live_server.url
    proxies = []

    def lay() -> FaultProxy:
        proxies.append(FaultProxy(live_server.thread.port))
        return proxies[-1]

    yield lay
    for proxy in proxies:
        proxy.close()


@pytest.fixture
def phone(profile, line, as_somchai):
    """น้องสมชาย's phone, signed in; its pages close with the test."""
    profile.set_offline(False)
    mine = Phone(profile, line())
    mine.carry_session(as_somchai)
    yield mine
    profile.set_offline(False)
    profile.clear_cookies()
    for page in list(profile.pages)[1:]:
        page.close()
