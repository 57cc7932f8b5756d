"""Draw the portal's mark and write every icon made from it: favicon, touch and app icons, picture for link previews.

Not needed to run the portal: the results are in the repository. Needs Pillow only:

    python draw_icons.py ../../cluster_portal/static

The mark is a network: twelve places on a ring that stays open on the right, like a C, and a few links across it. It
exists in three cuts, as type does: heavy for 16 to 48 px, fine for app icons, hairline for pictures. At 16 px the links
go away.
"""

import math
import sys
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

INK, PAPER, ACCENT, LINE = "#10202f", "#fbfaf7", "#0b5fa5", "#d9d5cb"
DARK_INK, DARK_ACCENT = "#f1eee7", "#7fb9ee"

COUNT, OPENING = 12, 64  # dots; degrees left open on the right
CHORDS = [(0, 6), (1, 9), (4, 11), (2, 7), (5, 9)]  # the links, by dot; dot 0 is the upper end of the C
FEW = CHORDS[:3]  # in the heavy cut

# radius of the ring, radius of a dot, width of the ring, width of a link: all for a mark 64 units wide
HEAVY = (26.6, 4.9, 3.4, 2.0)
FINE = (27.4, 3.1, 1.1, 0.9)
HAIRLINE = (28.0, 2.6, 0.55, 0.5)


def dots(radius, centre=32.0):
    step = (360 - OPENING) / (COUNT - 1)
    angles = [math.radians(OPENING / 2 + step * i) for i in range(COUNT)]
    return [(centre + radius * math.cos(a), centre - radius * math.sin(a)) for a in angles]


def draw_mark(size, cut, scale=1.0, background=PAPER, corner=0.0, links=CHORDS):
    """The mark on a square of ``size`` px, drawn larger and reduced."""
    over = 8 if size <= 256 else 4 if size <= 512 else 2
    full = size * over
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    canvas = ImageDraw.Draw(image)
    if background:
        canvas.rounded_rectangle((0, 0, full - 1, full - 1), radius=corner * full, fill=background)
    unit = full / 64 * scale
    ring, dot, ring_width, link_width = (value * unit for value in cut)
    points = dots(ring, full / 2)
    for a, b in links:
        canvas.line([points[a], points[b]], fill=ACCENT, width=max(1, round(link_width)))
    canvas.arc(
        (full / 2 - ring - ring_width / 2, full / 2 - ring - ring_width / 2,
         full / 2 + ring + ring_width / 2, full / 2 + ring + ring_width / 2),
        OPENING / 2, 360 - OPENING / 2, fill=INK, width=max(1, round(ring_width)),
    )  # fmt: skip
    for x, y in points:
        canvas.ellipse((x - dot, y - dot, x + dot, y + dot), fill=INK)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def svg():
    """The heavy cut as SVG; ink and accent change with the reader's colour scheme, links go away at tab size."""
    ring, dot, ring_width, link_width = HEAVY
    points = [(f"{x:.1f}", f"{y:.1f}") for x, y in dots(ring)]
    (x0, y0), (x1, y1) = points[0], points[-1]
    links = "".join(f"M{points[a][0]} {points[a][1]}L{points[b][0]} {points[b][1]}" for a, b in FEW)
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="{dot}"/>' for x, y in points)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f"<style>@media(prefers-color-scheme:dark){{.i{{fill:{DARK_INK}}}.r{{stroke:{DARK_INK}}}"
        f".l{{stroke:{DARK_ACCENT}}}}}@media(max-width:20px){{.l{{display:none}}}}</style>"
        f'<path class="l" d="{links}" fill="none" stroke="{ACCENT}" stroke-width="{link_width}"/>'
        f'<path class="r" d="M{x0} {y0}A{ring} {ring} 0 1 0 {x1} {y1}" fill="none" stroke="{INK}" '
        f'stroke-width="{ring_width}"/><g class="i" fill="{INK}">{circles}</g></svg>\n'
    )


def social_card(font_file):
    """1200 x 630 for link previews: the mark, hairlines, one word that is the same in every language."""
    over, width, height = 3, 1200, 630
    card = Image.new("RGB", (width * over, height * over), PAPER)
    canvas = ImageDraw.Draw(card)

    # The ring of the mark as an atlas page sees it: a faint larger network that runs off the page behind the mark.
    centre = (318 * over, height * over / 2)
    for radius in (226, 330, 452, 590):
        box = (
            centre[0] - radius * over,
            centre[1] - radius * over,
            centre[0] + radius * over,
            centre[1] + radius * over,
        )
        canvas.arc(box, OPENING / 2, 360 - OPENING / 2, fill=LINE, width=over)
    for x, y in dots(1.0, 0.0):
        start, end = 226 * over, 1000 * over
        canvas.line(
            [(centre[0] + x * start, centre[1] + y * start), (centre[0] + x * end, centre[1] + y * end)],
            fill=LINE,
            width=over,
        )
    mark = draw_mark(400 * over, HAIRLINE, background=None)
    card.paste(mark, (int(centre[0] - mark.width / 2), int(centre[1] - mark.height / 2)), mark)
    # the word, on clear ground
    font = ImageFont.truetype(str(font_file), 124 * over)
    font.set_variation_by_axes([600])
    x, middle = 588 * over, height * over / 2
    left, top, right, bottom = canvas.textbbox((x, 0), "CLUSTER", font=font)
    offset = middle - (top + bottom) / 2
    canvas.rectangle(
        (left - 24 * over, top + offset - 24 * over, right + 24 * over, bottom + offset + 24 * over), fill=PAPER
    )
    canvas.text((x, offset), "CLUSTER", font=font, fill=INK)
    return card.resize((width, height), Image.Resampling.LANCZOS)


def save_png(image, path, colours=32):
    """With a palette: the pictures have three colours and the steps between them."""
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, PAPER), image).convert("RGB")
    image = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = image.getpalette()
    ground = image.getpixel((0, 0))  # the ground keeps its exact colour
    palette[ground * 3 : ground * 3 + 3] = ImageColor.getrgb(PAPER)
    image.putpalette(palette)
    image.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size} bytes")


def main():
    static = Path(sys.argv[1])
    img = static / "img"
    (img / "favicon.svg").write_text(svg(), encoding="utf-8")
    small = [
        draw_mark(size, HEAVY, 0.9 if size > 16 else 0.96, corner=0.1, links=FEW if size > 16 else [])
        for size in (48, 32, 16)
    ]
    small[0].save(img / "favicon.ico", format="ICO", sizes=[(16, 16), (32, 32), (48, 48)], append_images=small[1:])
    save_png(draw_mark(180, FINE, 0.8), img / "apple-touch-icon.png")
    save_png(draw_mark(192, FINE, 0.86), img / "icon-192.png")
    save_png(draw_mark(512, FINE, 0.86), img / "icon-512.png")
    save_png(draw_mark(512, FINE, 0.62), img / "icon-maskable-512.png")  # inside the safe circle of 80 %
    save_png(social_card(static / "fonts" / "source-serif-4-var.woff2"), img / "social-card.png", 64)


if __name__ == "__main__":
    main()
