"""Who wants to know what the back office writes, and knows what others wrote: the trail, which lies higher than it."""

_watchers = []
_memories = []


def register_watcher(watcher):
    """Let a watcher know of each write: `watcher(instance, user)` before it returns a function to be called after."""
    _watchers.append(watcher)


def begin(instance, user):
    """Tell the watchers that an object is about to be written or deleted; return what is to be called afterwards.

    Both within the transaction of the write. The instance may be changed already, the database is not.
    """
    endings = [watcher(instance, user) for watcher in _watchers]

    def end():
        for ending in endings:
            ending()

    return end


def register_memory(latest, since):
    """Let forms ask what others wrote meanwhile.

    `latest(instance)` returns a number that grows with each write into an object, `since(instance, number)` what was
    written after one, as sentences.
    """
    _memories[:] = [(latest, since)]


def latest(instance):
    """Return the number of the last write into an object, 0 where nobody remembers any."""
    return _memories[0][0](instance) if _memories else 0


def since(instance, number):
    """Return what was written into an object after a write, as sentences."""
    return _memories[0][1](instance, number) if _memories else []
