"""What tests read off a page: its elements and what they say, by a real HTML parser."""

import json

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"


class Page:
    """A parsed HTML page. `errors` are the places where it departs from the HTML standard."""

    def __init__(self, response):
        self.response = response
        self.html = response.content.decode()
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
        self.root = parser.parse(self.html)
        self.errors = [(position, code) for position, code, _data in parser.errors if code != "unknown-doctype"]

    def all(self, tag, **attributes):
        """Return the elements of the tag that have all the attributes; underscores stand for hyphens."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter(XHTML + tag)
            if all(element.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag, **attributes):
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def text(self, element=None):
        """Return the visible words of an element, or of the main content."""
        element = self.one("main") if element is None else element
        return " ".join("".join(element.itertext()).split())

    @property
    def language(self):
        return self.one("html").get("lang")

    @property
    def json_ld(self):
        return [json.loads(script.text) for script in self.all("script", type="application/ld+json")]

    @property
    def ids(self):
        return [element.get("id") for element in self.root.iter() if element.get("id")]
