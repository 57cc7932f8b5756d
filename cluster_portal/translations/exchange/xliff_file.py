"""XLIFF 1.2, which more tools of translators read than any later version. Mark-up stands in it as text."""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from django.utils.translation import gettext

from cluster_portal.translations.exchange.items import BadFile, Item, require_language
from cluster_portal.translations.states import State

MEDIA_TYPE = "application/x-xliff+xml"
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STATES = {
    State.MISSING: "needs-translation",
    State.OUTDATED: "needs-review-translation",
    State.SAME: "translated",
    State.CURRENT: "translated",
}
_FINISHED = {"translated", "final", "signed-off"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(language, items):
    """Return the file as bytes, with a part for each source language."""
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(_tag("xliff"), version="1.2")
    by_source = sorted(items, key=lambda item: item.source_language)
    for source_language, own in groupby(by_source, key=lambda item: item.source_language):
        attributes = {
            "original": "portal",
            "datatype": "plaintext",
            "source-language": source_language,
            "target-language": language,
        }
        body = ET.SubElement(ET.SubElement(root, _tag("file"), attributes), _tag("body"))
        for item in own:
            unit = ET.SubElement(body, _tag("trans-unit"), id=item.key, resname=item.label)
            unit.set(_SPACE, "preserve")
            _add(unit, "source", item.source)
            _add(unit, "target", item.translation, state=_STATES[item.state])
            _add(unit, "note", f"{item.name}: {item.label}\n{item.address}")
            if item.former_source:
                _add(unit, "note", f"Translated from: {item.former_source}")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _tag(name):
    return f"{{{_NAMESPACE}}}{name}"


def _add(parent, name, text, **attributes):
    ET.SubElement(parent, _tag(name), attributes).text = _NOT_XML.sub("", text)


def read(text, language):
    """Return the `Item`s of a file. The number of each is its place among the texts."""
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise BadFile(gettext("A document type or entities are not accepted in an XLIFF file."))
    try:
        root = ET.fromstring(text)  # noqa: S314 - nothing can be declared in it, see above
    except (ET.ParseError, ValueError) as error:
        raise BadFile(gettext("This is not XML: %(reason)s.") % {"reason": error}) from None
    if root.tag != _tag("xliff"):
        raise BadFile(gettext("This is not a file of XLIFF 1.2."))
    items = []
    for part in root.iter(_tag("file")):
        require_language(part.get("target-language"), language)
        for unit in part.iter(_tag("trans-unit")):
            target = unit.find(_tag("target"))
            translation = _text(target)
            state = _state(target, translation)
            items.append(Item(unit.get("id", ""), _text(unit.find(_tag("source"))), translation, state, len(items) + 1))
    return items


def _text(element):
    return "" if element is None else "".join(element.itertext())


def _state(target, translation):
    if not translation:
        return State.MISSING
    if target.get("state") in _FINISHED:
        return State.CURRENT
    return State.OUTDATED if target.get("state") else ""
