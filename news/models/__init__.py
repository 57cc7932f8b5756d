"""What the network publishes: its events, and the milestones of its history."""

from news.models.event import Event, FormerEventSlug
from news.models.milestone import Milestone

__all__ = ["Event", "FormerEventSlug", "Milestone"]
