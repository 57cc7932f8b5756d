"""Proposals with their items and answers, files that are not public yet, the trail, and what partners confirmed."""

from cluster_portal.review.models.confirmation import Channel, Confirmation, FactGroup
from cluster_portal.review.models.proposal import Answer, Item, Proposal, Step
from cluster_portal.review.models.trail import TrailEntry
from cluster_portal.review.models.upload import Upload, upload_path

__all__ = [
    "Answer",
    "Channel",
    "Confirmation",
    "FactGroup",
    "Item",
    "Proposal",
    "Step",
    "TrailEntry",
    "Upload",
    "upload_path",
]
