"""The door of a poll: not too often from one place, and one form counts once.

Both are kept in the memory of the cache only, under a hash that nobody can turn back: its salt is
of chance and gone within the hour. Without the cache the door is simply open.
"""

import hashlib
import secrets

from django.core.cache import cache

from knw_portal.limits import HOUR, client_of, within

DAY = 24 * HOUR
NONCE = 22  # characters


def new_nonce():
    """A number for one form, made when the page is shown and kept nowhere until it comes back."""
    return secrets.token_urlsafe(16)


def may_answer(request, poll):
    """False when far more forms come from one place than the poll asks people.

    A whole school may share one address on the internet, so it is generous.
    """
    salt = cache.get_or_set("poll-salt", lambda: secrets.token_hex(16), HOUR)
    place = _hash(salt, poll.token, client_of(request))
    return within("poll", place, amount=2 * poll.invited + 20)


def is_first(poll, nonce):
    """Whether this form comes in for the first time; from now on it does not."""
    return cache.add(_key(poll, nonce), 1, DAY)


def forget(poll, nonce):
    """It was not counted after all: it may come again."""
    cache.delete(_key(poll, nonce))


def _key(poll, nonce):
    return "poll-form:" + _hash(poll.token, nonce)


def _hash(*parts):
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
