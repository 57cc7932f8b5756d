"""ISCED-F 2013, the fields of education and training: broad (2 digits), narrow (3) and detailed (4), in ten languages.

Source: UNESCO Institute for Statistics, ISCED Fields of Education and Training 2013, as listed by the European Learning
Model. Codes are strings; they are never renamed and never leave the list.
"""

import json
from functools import cache
from pathlib import Path

from cluster_portal.core.languages import ENGLISH, visitor_language

FOLDER = Path(__file__).parent / "code_lists"


@cache
def labels(language):
    """Return the labels of a language: {code: label}."""
    return json.loads((FOLDER / f"isced_{language}.json").read_text(encoding="utf-8"))


def label(code, language=None):
    """Return what a field is called in the visitor's language or in the given one; the code itself if there is none."""
    return labels(language or visitor_language()).get(code, code)


def is_detailed(code):
    """Tell whether the code is a detailed field of the list."""
    return len(code) == 4 and code in labels(ENGLISH)


def broad(code):
    """Return the broad field that a code lies in."""
    return code[:2]


def detailed_fields():
    """Return the codes of all detailed fields, in order."""
    return sorted(code for code in labels(ENGLISH) if len(code) == 4)
