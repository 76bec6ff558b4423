"""Who is in a conversation at this moment, and at which question. It stands in the cache only.

It goes by itself: who says nothing for a while is gone. Without a cache nobody seems to be there,
and everything else works.
"""

from django.core.cache import cache

SECONDS = 15  # three or four times as long as a page waits between two questions to the portal
LONGEST = 120  # as long as the code of a question may be


def come_by(conversation, user, *, code="", writes=False):
    """Say that somebody is here, with the question they are at."""
    cache.set(_key(conversation, user.pk), (code[:LONGEST], bool(code) and writes), SECONDS)


def here(conversation, people):
    """Of these people who is here now: (person, code of a question or nothing, writes there)."""
    keys = {_key(conversation, person.pk): person for person in people}
    found = cache.get_many(keys)
    return [(person, *found[key]) for key, person in keys.items() if key in found]


def _key(conversation, user_pk):
    return f"here:{conversation.pk}:{user_pk}"
