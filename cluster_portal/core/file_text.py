"""The words in a file, for the search. A file is never refused for what cannot be read of it."""

import logging

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_PAGES = 200
MOST_LETTERS = 200_000

logger = logging.getLogger(__name__)


def file_text(file, ending):
    """Return the text of an open PDF or text file, as far as there is any, without blanks that say nothing.

    "" for other kinds of files, and for a PDF of scanned pages.
    """
    file.seek(0)
    try:
        text = _READERS.get(ending, lambda _file: "")(file)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        # pypdf meets broken files with many kinds of errors.
        logger.warning("The text of a %s file cannot be read", ending, exc_info=True)
        text = ""
    finally:
        file.seek(0)
    return " ".join(text.replace("\0", " ").split())[:MOST_LETTERS]


def _pdf_text(file):
    parts, length = [], 0
    for page in PdfReader(file).pages[:MOST_PAGES]:
        parts.append(page.extract_text())
        length += len(parts[-1])
        if length > MOST_LETTERS:
            break
    return "\n".join(parts)


def _plain_text(file):
    return file.read(4 * MOST_LETTERS).decode("utf-8", errors="replace")


_READERS = {"pdf": _pdf_text, "txt": _plain_text, "csv": _plain_text}
