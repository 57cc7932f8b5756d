"""What a first visit to a page transfers, compressed."""

import gzip
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import CommandError

KILOBYTES = {"HTML": 25, "CSS": 25, "JavaScript": 20, "fonts": 90, "all": 200}


class _Linked(HTMLParser):
    """The addresses that a browser loads with a page, by kind."""

    def __init__(self):
        super().__init__()
        self.addresses = {"CSS": [], "JavaScript": [], "fonts": [], "pictures": []}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        relation = (attributes.get("rel") or "").split()
        if tag == "link" and "stylesheet" in relation:
            self._add("CSS", attributes.get("href"))
        elif tag == "link" and ("modulepreload" in relation or attributes.get("as") == "script"):
            self._add("JavaScript", attributes.get("href"))
        elif tag == "link" and attributes.get("as") == "font":
            self._add("fonts", attributes.get("href"))
        elif tag == "link" and "icon" in relation:
            self._add("pictures", attributes.get("href"))
        elif tag == "script":
            self._add("JavaScript", attributes.get("src"))
        elif tag in ("img", "use", "image"):
            self._add("pictures", attributes.get("src") or attributes.get("href") or attributes.get("xlink:href"))

    def _add(self, kind, address):
        address = (address or "").partition("#")[0]
        if address.startswith("/") and address not in self.addresses[kind]:
            self.addresses[kind].append(address)


def _static_file(address):
    """Return the content of a static file by its address, hashed or not."""
    name = address.removeprefix(settings.STATIC_URL)
    collected = Path(settings.STATIC_ROOT) / name
    place = collected if collected.is_file() else finders.find(name)
    if not place:
        raise CommandError(f"{address} is linked, but there is no such file.")
    return Path(place).read_bytes()


def weights(html, fetch):
    """Return the bytes that a first visit to a page transfers, compressed: by kind (see KILOBYTES), and "all".

    `html` is the page as bytes, `fetch` a function that returns the bytes at an address that is not a static file.
    Fonts count once each, wherever a style sheet names them.
    """
    linked = _Linked()
    linked.feed(html.decode())
    sizes = {"HTML": len(gzip.compress(html, 6)), "CSS": 0, "JavaScript": 0, "fonts": 0, "pictures": 0}
    fonts = dict.fromkeys(linked.addresses.pop("fonts"))
    for kind, addresses in linked.addresses.items():
        for address in addresses:
            content = _static_file(address) if address.startswith(settings.STATIC_URL) else fetch(address)
            is_compressed = address.endswith((".png", ".webp", ".jpg", ".ico"))
            sizes[kind] += len(content) if is_compressed else len(brotli.compress(content))
            if kind == "CSS":
                for name in re.findall(r"url\([\"']?([^)\"']+\.woff2)[\"']?\)", content.decode()):
                    fonts[os.path.normpath(f"{address.rpartition('/')[0]}/{name}") if name[0] != "/" else name] = None
    sizes["fonts"] = sum(len(_static_file(address)) for address in fonts)
    return {**sizes, "all": sum(sizes.values())}
