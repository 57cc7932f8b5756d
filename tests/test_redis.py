"""The cache that several processes share, on a real server where one runs."""

import os
import uuid

import pytest
import redis
from django.core.cache import caches

ADDRESS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/0"


def _answers():
    try:
        return redis.Redis.from_url(ADDRESS, socket_connect_timeout=1).ping()
    except redis.RedisError:
        return False


@pytest.mark.skipif(not _answers(), reason="no Redis server is running")
def test_what_one_process_puts_into_redis_another_finds_there(settings):
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ADDRESS}
        for name in ("default", "other")
    }
    key = f"test-{uuid.uuid4()}"
    try:
        caches["default"].set(key, {"name": "Técnico"}, timeout=30)
        assert caches["other"].get(key) == {"name": "Técnico"}
        assert caches["other"].add(key, "again") is False
    finally:
        caches["default"].delete(key)
        for cache in caches.all():
            cache._cache.get_client().connection_pool.disconnect()
    assert caches["other"].get(key) is None
