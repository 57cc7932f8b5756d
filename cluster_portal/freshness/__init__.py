"""Asking universities whether what the portal says of them is right: the yearly mail, its page, and reminders."""
