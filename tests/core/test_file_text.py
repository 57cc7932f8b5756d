from io import BytesIO

import pytest

from cluster_portal.core.file_text import file_text
from tests.search.conftest import pdf_of


@pytest.mark.parametrize(
    ("ending", "content", "text"),
    [
        ("pdf", pdf_of("Ten universities met"), "Ten universities met"),
        ("pdf", b"%PDF-1.7\nnonsense\n%%EOF", ""),
        ("pdf", b"", ""),
        ("txt", "What\n was\tdone. \0 É".encode(), "What was done. É"),
        ("txt", b"\xff\xfe", "��"),
        ("csv", b"a,b\n1,2\n", "a,b 1,2"),
        ("docx", b"PK", ""),
    ],
)
def test_the_words_of_a_file_are_read_as_far_as_they_can_be(ending, content, text):
    file = BytesIO(content)
    file.seek(min(2, len(content)))
    assert file_text(file, ending) == text
    assert file.tell() == 0
