"""What the network publishes, in the back office."""

from news.admin import article, document, event, milestone  # noqa: F401 - registers them
