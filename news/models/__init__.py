"""What the network publishes: so far the milestones of its history."""

from news.models.milestone import Milestone

__all__ = ["Milestone"]
