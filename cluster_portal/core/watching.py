"""Who wants to know what the back office writes: the trail, which lies higher than the pages that write."""

_watchers = []


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
