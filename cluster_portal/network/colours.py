"""Contrast of two colours, by the definition of WCAG 2.2 (relative luminance)."""

LIGHT_PAPER = "#fbfaf7"  # --paper in tokens.css; a test compares
DARK_PAPER = "#0e151c"


def _luminance(colour):
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colour, other):
    """Return the contrast ratio of two colours "#rrggbb", from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
