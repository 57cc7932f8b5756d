"""Files for translators: one language, in the formats that their tools read. A module for each format."""

from cluster_portal.translations.exchange import csv_file, po_file, xliff_file

# By the ending of the file's name.
FORMATS = {"csv": csv_file, "po": po_file, "xlf": xliff_file, "xliff": xliff_file}
