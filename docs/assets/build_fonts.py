"""Build the portal's two web fonts and their layout-neutral fallbacks.

Not needed to run the portal: the results are in the repository. Run it again only to change the character set, the
weights or the version of a font. It needs ``fonttools`` and ``brotli`` in an environment of its own:

    python build_fonts.py \
        --sans  source-sans/VF/SourceSans3VF-Upright.ttf \
        --serif source-serif/VAR/SourceSerif4Variable-Roman.ttf \
        --fallback arial=LiberationSans-Regular.ttf,LiberationSans-Bold.ttf \
        --fallback georgia=gelasio-latin-400-normal.woff2,gelasio-latin-700-normal.woff2 \
        --fallback times=LiberationSerif-Regular.ttf,LiberationSerif-Bold.ttf \
        --fallback roboto=roboto-latin-400-normal.woff2,roboto-latin-700-normal.woff2 \
        --fallback notoserif=noto-serif-latin-400-normal.woff2,noto-serif-latin-700-normal.woff2 \
        --static ../../cluster_portal/static

Arial, Georgia and Times New Roman are not free files, so their free metric twins are measured instead: Liberation Sans,
Gelasio and Liberation Serif have the same advance widths by design.
"""

import argparse
import hashlib
import io
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = (400, 700)
OPTICAL_SIZE = 32  # between the 24 and 48 px that headings are set in
FEATURES = ["kern", "liga", "locl", "ccmp", "case", "tnum", "pnum", "lnum"]

CHARACTERS = [
    *range(0x20, 0x7F),  # Basic Latin
    *range(0xA0, 0x180),  # Latin-1 Supplement (with NBSP, middle dot, ×), Latin Extended-A
    *(0x218, 0x219, 0x21A, 0x21B),  # Romanian comma below
    *range(0x1E80, 0x1E86),  # Welsh
    *(0x1E9E, 0x1EF2, 0x1EF3),  # capital sharp s, y grave
    *(0x2009, 0x200A, 0x202F),  # thin, hair and narrow no-break space
    *range(0x2010, 0x2015),  # hyphens and dashes
    *(0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2039, 0x203A),  # quotes
    *(0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033),
    *(0x20AC, 0x2116, 0x2122),  # euro, numero, trade mark
    *range(0x2190, 0x2195),
    0x2197,  # arrows
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265),  # minus, about, not equal, at most, at least
    *(0x25CB, 0x25CF, 0x2713),  # open and filled dot, check
]

# One sentence per language of the portal: the widths are averaged over what will really be set.
SAMPLE = (
    "Two universities, two diplomas: choose where you want to study and see how long it takes. "
    "Duas universidades, dois diplomas: escolha onde quer estudar e veja quanto tempo demora a formação. "
    "Deux universités, deux diplômes : choisissez où vous voulez étudier et combien de temps cela dure. "
    "Zwei Universitäten, zwei Abschlüsse: Wählen Sie, wo Sie studieren möchten und wie lange es dauert. "
    "Due università, due titoli: scegli dove vuoi studiare e scopri quanto tempo è necessario. "
    "Dos universidades, dos títulos: elija dónde quiere estudiar y vea cuánto tiempo se necesita en España. "
    "Dues universitats, dos títols: trieu on voleu estudiar i col·laborar, i quant de temps cal. "
    "Twee universiteiten, twee diploma's: kies waar je wilt studeren en zie hoe lang het duurt. "
    "Två universitet, två examina: välj var du vill studera och se hur lång tid det tar på plats. "
    "Kaksi yliopistoa, kaksi tutkintoa: valitse missä haluat opiskella ja katso kuinka kauan se kestää. "
)

# The licence reserves the name "Source" for unmodified files, so the subset carries a name of its own inside. The name
# used in style sheets is an alias and stays the one people know.
FAMILIES = {
    "serif": {"css": "Source Serif 4", "file": "source-serif-4-var.woff2", "inside": "CLUSTER Portal Serif"},
    "sans": {"css": "Source Sans 3", "file": "source-sans-3-var.woff2", "inside": "CLUSTER Portal Sans"},
}

# key: (family, suffix of the fallback's name, local() names for 400-500, local() names for 600-700), in stacking order
FALLBACKS = {
    "georgia": ("serif", "", ["Georgia"], ["Georgia Bold", "Georgia-Bold"]),
    "times": (
        "serif",
        " Times",
        ["Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "LiberationSerif"],
        ["Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Liberation Serif Bold", "LiberationSerif-Bold"],
    ),
    "notoserif": ("serif", " Noto", ["Noto Serif", "NotoSerif"], ["Noto Serif Bold", "NotoSerif-Bold"]),
    "arial": (
        "sans",
        "",
        ["Arial", "ArialMT", "Liberation Sans", "LiberationSans", "Helvetica"],
        [
            "Arial Bold",
            "Arial-BoldMT",
            "Liberation Sans Bold",
            "LiberationSans-Bold",
            "Helvetica Bold",
            "Helvetica-Bold",
        ],
    ),
    "roboto": ("sans", " Roboto", ["Roboto", "Roboto-Regular"], ["Roboto Bold", "Roboto-Bold"]),
}

COMMENT = """\
/* Web fonts of the portal. Written by docs/assets/build_fonts.py; do not edit by hand.
 *
 * Until a web font has arrived (or when it never does) text is set in a "... Fallback" face: a font of the reader's own
 * device, scaled so that lines break at the same words and baselines stay where they are, so that nothing shifts.
 *   size-adjust       = mean advance width of the web font / mean advance width of the local font, both over the same
 *                       sample text in the portal's ten languages; weight 400 against Regular, 600 against Bold
 *   ascent-override   = ascent of the web font / (units per em x size-adjust); likewise descent and line gap
 * Georgia, Times New Roman and Arial were measured through their free metric twins (Gelasio, Liberation Serif and
 * Liberation Sans), Roboto and Noto Serif (Android) directly. Each local font has a family of its own because each
 * needs its own factor; use them in this order:
 *   font-family: {serif}, serif;
 *   font-family: {sans}, sans-serif;
 */
"""


def build(path, inside, limits):
    """Subset first (the instancer is then quick), limit the axes, give it its own name."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 25]
    font = TTFont(path, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.flavor = None
    font.save(buffer)
    buffer.seek(0)
    font = instancer.instantiateVariableFont(TTFont(buffer, recalcTimestamp=False), limits)

    for table in font["cmap"].tables:  # a no-break hyphen looks like a hyphen
        if table.isUnicode() and 0x2010 in table.cmap:
            table.cmap.setdefault(0x2011, table.cmap[0x2010])

    version = font["name"].getDebugName(5)
    names = {1: inside, 3: f"{version}; {inside}", 4: inside, 6: inside.replace(" ", ""), 25: inside.replace(" ", "")}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.toUnicode().startswith("Source"):  # PostScript names of the named instances
            record.string = names[6] + "-" + record.toUnicode().rsplit("-", 1)[-1]
    font.flavor = "woff2"
    return font


def mean_width(font):
    cmap, hmtx = font.getBestCmap(), font["hmtx"]
    used = [hmtx[cmap[ord(c)]][0] for c in SAMPLE if ord(c) in cmap]
    return sum(used) / len(used) / font["head"].unitsPerEm


def at_weight(path, weight):
    return instancer.instantiateVariableFont(TTFont(path), {"wght": weight})


def percent(value):
    return f"{value * 100:.2f}%".replace(".00%", "%")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sans", required=True)
    parser.add_argument("--serif", required=True)
    parser.add_argument("--fallback", action="append", default=[], metavar="KEY=REGULAR,BOLD")
    parser.add_argument("--static", required=True, type=Path, help="the folder with fonts/ and css/")
    args = parser.parse_args()

    limits = {"sans": {"wght": WEIGHTS}, "serif": {"wght": WEIGHTS, "opsz": OPTICAL_SIZE}}
    faces, stacks, paths = [], {}, {}
    for key, family in FAMILIES.items():
        font = build(getattr(args, key), family["inside"], limits[key])
        path = paths[key] = args.static / "fonts" / family["file"]
        font.save(path)
        print(f"{path.name}: {path.stat().st_size} bytes, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
        stacks[key] = [f'"{family["css"]}"']
        faces.append(
            "@font-face {\n"
            f'  font-family: "{family["css"]}";\n'
            "  font-style: normal;\n"
            f"  font-weight: {WEIGHTS[0]} {WEIGHTS[1]};\n"
            "  font-display: swap;\n"
            f'  src: url("../fonts/{family["file"]}") format("woff2");\n'
            "}\n"
        )

    files = dict(item.split("=", 1) for item in args.fallback)
    for name, (key, suffix, regular, bold) in FALLBACKS.items():
        if name not in files:
            continue
        css_name = f"{FAMILIES[key]['css']} Fallback{suffix}"
        stacks[key].append(f'"{css_name}"')
        for weights, weight, local, file in zip(
            ("400 500", "600 700"), (400, 600), (regular, bold), files[name].split(","), strict=True
        ):
            web = at_weight(paths[key], weight)
            adjust = mean_width(web) / mean_width(TTFont(file))
            em, hhea = web["head"].unitsPerEm * adjust, web["hhea"]
            sources = ", ".join(f'local("{item}")' for item in local)
            faces.append(
                "@font-face {\n"
                f'  font-family: "{css_name}";\n'
                "  font-style: normal;\n"
                f"  font-weight: {weights};\n"
                f"  src: {sources};\n"
                f"  size-adjust: {percent(adjust)};\n"
                f"  ascent-override: {percent(hhea.ascent / em)};\n"
                f"  descent-override: {percent(-hhea.descent / em)};\n"
                f"  line-gap-override: {percent(hhea.lineGap / em)};\n"
                "}\n"
            )
    comment = COMMENT.format(**{key: ", ".join(names) for key, names in stacks.items()})
    (args.static / "css" / "fonts.css").write_text(comment + "\n" + "\n".join(faces), encoding="utf-8")


if __name__ == "__main__":
    main()
