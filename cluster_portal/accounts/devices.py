"""What a browser says of itself, in words that its owner knows: "Firefox, Windows"."""

# The first that is found counts: most browsers name the ones that they are like as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent):
    """Return browser and system of a User-Agent header, as far as they are known; the header itself of any other."""
    found = [_first(names, user_agent) for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or user_agent


def _first(names, user_agent):
    return next((name for mark, name in names if mark in user_agent), "")
