"""How often is too often, and what a cache that is away or forgets does to it."""

from django.core.cache import caches

from knw_portal.limits import client_of, within


def test_the_sixth_in_the_time_is_too_much_and_another_is_counted_apart():
    answers = [within("knock", "anna", amount=5) for _ in range(6)]

    assert answers == [True] * 5 + [False]
    assert within("knock", "bea", amount=5)
    assert within("ring", "anna", amount=5)


def test_a_count_that_ends_between_two_steps_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(caches["default"], "add", lambda *args: True)

    assert within("knock", "anna", amount=0)


def test_the_forwarded_header_of_a_stranger_is_not_believed(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    request = rf.get("/", REMOTE_ADDR="198.51.100.7", headers={"X-Forwarded-For": "203.0.113.1"})

    assert client_of(request) == "198.51.100.7"


def test_a_whole_network_of_the_new_kind_is_one_client(rf):
    one = rf.get("/", REMOTE_ADDR="2001:db8:1:2:3::4")
    other = rf.get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9")

    assert client_of(one) == client_of(other) == "2001:db8:1:2::"


def test_a_request_without_an_address_shares_one_limit(rf):
    assert client_of(rf.get("/", REMOTE_ADDR="")) == "unknown"
