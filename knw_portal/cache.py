"""A cache that may be away."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _soft(name, answer):
    """The method `name` of RedisCache, answering `answer` without Redis."""
    hard = getattr(RedisCache, name)

    def method(self, *args, **kwargs):
        try:
            return hard(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache away, %s skipped: %s", name, error)
            return answer(*args, **kwargs)

    method.__name__ = name
    return method


class SoftCache(RedisCache):
    """Django's Redis cache, except that a page without its cache is slower and not broken."""

    add = _soft("add", lambda *args, **kwargs: True)
    get = _soft("get", lambda key, default=None, version=None: default)
    set = _soft("set", lambda *args, **kwargs: None)
    touch = _soft("touch", lambda *args, **kwargs: False)
    delete = _soft("delete", lambda *args, **kwargs: False)
    get_many = _soft("get_many", lambda *args, **kwargs: {})
    set_many = _soft("set_many", lambda *args, **kwargs: [])
    delete_many = _soft("delete_many", lambda *args, **kwargs: None)
    has_key = _soft("has_key", lambda *args, **kwargs: False)
    incr = _soft("incr", lambda key, delta=1, version=None: delta)
    clear = _soft("clear", lambda *args, **kwargs: None)
