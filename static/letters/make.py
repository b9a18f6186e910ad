#!/usr/bin/python3
"""Makes the fonts of the children's pages from Andika and Noto Sans.

Andika is a typeface by SIL for people who are learning to read: every letter
has a shape of its own, and none is another one mirrored or turned. Its licence
(OFL.txt beside this file) keeps the name for the original, so what is cut out
here is called Kist Letters. Andika has no Arabic and no Gurmukhi; those are cut
from Noto Sans (OFL-noto.txt), plain and open letters of one width of line.

Chinese is left to the reader's system: the 504 signs that our texts use are
78 KB in Noto Sans SC, in one weight, which is more than a whole first visit may
load.

On Debian 12:

    apt-get install fonts-sil-andika fonts-noto-core python3-fonttools python3-brotli
    /usr/bin/python3 static/letters/make.py

writes static/letters-*.woff2 anew. A test of server/child reads the alphabets
below and the files, and fails for a letter of our own texts that is in none.
"""

import os
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FAMILY = "Kist Letters"
SOURCE = "/usr/share/fonts/truetype/andika/Andika-%s.ttf"
NOTO = "/usr/share/fonts/truetype/noto/NotoSans%s-%s.ttf"

# Units of an em: one is a tenth of a dot in the largest heading, which no eye
# sees. With the original's 2,048 the files are a tenth larger.
GRID = 512

# The static directory, where the files go; another place may be named.
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What each file holds. The ranges in child.css say when it is fetched.
ALPHABETS = {
    # English, Scots, Gaelic; figures, and the marks of all.
    "latin": "".join(map(chr, range(0x20, 0x7F)))
    + "ÀÂÈÉÌÍÎÒÓÙÚàáâèéêëìíîïòóôùúüçñ"
    + "\u00a0£°·¿«»×\u2010\u2011–—‘’‚“”„…−→←",
    # Polish and Romanian.
    "more": "ĂăÂâÎÎȘșȚțŞşŢţĄąĆćĘęŁłŃńŚśŹźŻż",
    # Ukrainian.
    "cyrillic": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ№",
}

# The scripts whose letters join or stack: cut with all rules for that.
SCRIPTS = {
    # Arabic and, in the second line, what Urdu adds. A space, so that words of
    # one line are one run.
    "arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩٪،؛؟ٰٱ"
    "ٹپچڈڑژکگںھہۂۃیۓے۔۰۱۲۳۴۵۶۷۸۹ \u200c\u200d",
    # Punjabi.
    "gurmukhi": "ਁਂਃਅਆਇਈਉਊਏਐਓਔਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਲ਼ਵਸ਼ਸਹ਼ਾਿੀੁੂੇੈੋੌ੍ੑਖ਼ਗ਼ਜ਼ੜਫ਼੦੧੨੩੪੫੬੭੮੯ੰੱੲੳੴੵ੶।॥ \u200c\u200d",
}


def rename(font, style, family=FAMILY, of="version 6.101"):
    """Gives the font its own name; copyright and where the licence is stay."""
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}", 3: f"{family} {style}, cut from {of}"}
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in (0, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def cut(style, alphabet):
    """Leaves the letters of the alphabet, and how marks join them."""
    options = Options()
    options.hinting = False
    options.layout_features = ["ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = ["*"]
    options.drop_tables += ["Silt"]
    options.flavor = "woff2"
    font = TTFont(SOURCE % style, recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(text=alphabet)
    cutter.subset(font)
    scale_upem(font, GRID)
    rename(font, style)
    font.flavor = "woff2"
    return font


def cut_script(script, style, alphabet):
    """Leaves the letters of a script, and how they join, stack and carry marks."""
    options = Options()
    options.hinting = False
    options.name_IDs = ["*"]
    options.flavor = "woff2"
    font = TTFont(NOTO % (script.title(), style), recalcTimestamp=False)
    version = font["name"].getDebugName(5).split(";")[0].lower()
    cutter = Subsetter(options)
    cutter.populate(text=alphabet)
    cutter.subset(font)
    scale_upem(font, GRID)
    rename(font, style, f"Kist {script.title()}", f"Noto Sans {script.title()}, {version}")
    font.flavor = "woff2"
    return font


def main(into):
    for name, alphabet in SCRIPTS.items(): # one weight: see child.css
        path = os.path.join(into, f"letters-{name}.woff2")
        cut_script(name, "Regular", alphabet).save(path)
        print(os.path.basename(path), os.path.getsize(path))
    for style, ending in ("Regular", ""), ("Bold", "-bold"):
        for name, alphabet in ALPHABETS.items():
            path = os.path.join(into, f"letters-{name}{ending}.woff2")
            cut(style, alphabet).save(path)
            print(os.path.basename(path), os.path.getsize(path))


main(sys.argv[1] if len(sys.argv) > 1 else HERE)
