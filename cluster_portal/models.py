"""What the portal as a whole remembers: which records it loaded from data files, and as what."""

from django.db import models


class LoadedRecord(models.Model):
    """One record of a data file as `load_network` last wrote it, to tell an edit by staff from its own writing."""

    file = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    record_fingerprint = models.CharField(max_length=64)  # of what the file said
    stored_fingerprint = models.CharField(max_length=64)  # of what then stood in the database
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "key"], name="loadedrecord_once")]

    def __str__(self):
        return f"{self.file} {self.key}"
