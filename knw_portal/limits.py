"""How often somebody may do something that costs others: sending mail, guessing, filling in."""

import hashlib

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache

HOUR = 3600


def within(what, who, *, amount, seconds=HOUR):
    """Count one more `what` by `who`; False when that is more than `amount` in `seconds`.

    Without the cache nothing is counted and nobody is held up.
    """
    key = "limit:" + hashlib.sha256(f"{what}|{who}".encode()).hexdigest()
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= amount
    except ValueError:  # the hour ended between these two lines
        return True


def client_of(request):
    """Where a request comes from: the address of the machine, of IPv6 its network.

    `X-Forwarded-For` is believed only where the settings name a proxy of our own.
    """
    return get_ip(request)
