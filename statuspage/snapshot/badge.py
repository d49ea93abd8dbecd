"""Badges: a small picture of the state for other people's pages. It follows the reader's light
or dark setting, and says by word and shape what its colour repeats."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape

from statuspage.models import ComponentStatus
from statuspage.snapshot.banner import banner
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import SiteFacts
from statuspage.snapshot.legal_xml import legal_xml
from statuspage.snapshot.speech import say
from statuspage.snapshot.tones import TONES

SVG = "image/svg+xml"
# The only style sheet there is inside a document; its headers name its digest.
STYLE = (
    "rect{fill:#fff;stroke:#77828c}text{fill:#151f28;font:600 13px system-ui,sans-serif}"
    "path{fill:none;stroke:#00603a;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}"
    ".degraded{stroke:#6a4801}.partial{stroke:#813700}.major{stroke:#a21020}.maint{stroke:#5f3298}"
    "@media(prefers-color-scheme:dark){rect{fill:#14191e;stroke:#727d87}text{fill:#eaedf1}"
    "path{stroke:#8adcad}.degraded{stroke:#edbf76}.partial{stroke:#f6a67d}.major{stroke:#fba09a}"
    ".maint{stroke:#d1b9fe}}"
)
LONGEST = 40
_HEIGHT, _BEFORE, _AFTER = 32, 34, 12
# How wide characters are at 13 px, about; the text is fitted to the sum.
_NARROW, _WIDE, _CAPITAL, _OTHER = 4.2, 11.0, 9.0, 7.4
# Scripts as wide as they are high begin here.
_FIRST_SQUARE = "\u2e80"


def badge_documents(facts: SiteFacts) -> list[Document]:
    shown = banner(facts)
    words = shown["title"]
    if len(words) > LONGEST:
        words = say(facts.language, facts.sentence.description.capitalize())
    documents = [Document("/badge.svg", badge(shown["tone"], words), SVG)]
    for one in facts.components:
        state = say(facts.language, ComponentStatus(one.status).label)
        name = one.row.name
        if len(name) > LONGEST:
            name = f"{name[: LONGEST - 1]}…"
        picture = badge(TONES[one.status], f"{name}: {state}")
        documents.append(Document(f"/components/{one.row.public_id}/badge.svg", picture, SVG))
    return documents


def badge(tone: str, words: str) -> bytes:
    """An SVG of 32 px height."""
    words = legal_xml(words)
    length = round(sum(map(_width, words)), 1)
    width = round(_BEFORE + length + _AFTER)
    said = escape(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}"'
        f' viewBox="0 0 {width} {_HEIGHT}" role="img" aria-label="{said}"><title>{said}</title>'
        f"<style>{STYLE}</style>"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{_HEIGHT - 1}" rx="6"/>'
        f'<path class="{tone}" transform="translate(9 7) scale(.9)" d="{_shapes()[tone]}"/>'
        f'<text x="{_BEFORE}" y="20.5" textLength="{length}" lengthAdjust="spacingAndGlyphs">'
        f"{said}</text></svg>"
    ).encode()


def _width(character: str) -> float:
    if character in " .,:;!'|()[]ijlIftr":
        return _NARROW
    if character in "mwMW@%…":
        return _WIDE
    if character >= _FIRST_SQUARE:
        return _WIDE + 2
    return _CAPITAL if character.isupper() else _OTHER


@cache
def _shapes() -> dict[str, str]:
    """The page's own icons, by tone."""
    sprite = (Path(settings.BASE_DIR) / "templates/public/_icons.html").read_text()
    return dict(re.findall(r'<symbol id="i-([a-z]+)"[^>]*><path d="([^"]+)"', sprite))
