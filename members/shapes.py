"""Small geometry on a plane, y downwards, and how SVG writes it. A box is left, top, right, bottom."""

import re


def number(value):
    """Return a number with one decimal at most, whole where it can be: a shorter page, and never "-0.0"."""
    value = round(value, 1) + 0.0
    return int(value) if value == int(value) else value


def path_data(*parts):
    """Return letters and numbers as the path data of SVG: ("M", 1, 2.04, "Z") gives "M1 2Z"."""
    written = " ".join(part if isinstance(part, str) else str(number(part)) for part in parts)
    return re.sub(" ?([A-Z]) ?", r"\1", written)


def grown(box, by):
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def contains(box, point):
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def crosses(segment, box):
    """Tell whether a segment has any point in a box."""
    (x1, y1), (x2, y2) = segment
    left, top, right, bottom = box
    if max(x1, x2) < left or min(x1, x2) > right or max(y1, y2) < top or min(y1, y2) > bottom:
        return False  # most are far away, and this is much quicker
    if contains(box, (x1, y1)) or contains(box, (x2, y2)):
        return True
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return any(cut(segment, (corners[i - 1], corners[i])) for i in range(4))


def cut(first, second):
    """Tell whether two segments cross each other; touching does not count."""

    def side(a, b, point):
        return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])

    (a, b), (c, d) = first, second
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
