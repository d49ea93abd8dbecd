"""A picture drawn anew, so that nothing but its pixels is kept."""

import warnings
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from incidents.record.models.attachment import AttachmentKind

MOST_PIXELS = 40_000_000
_PICTURES = {
    "PNG": AttachmentKind.PNG,
    "JPEG": AttachmentKind.JPEG,
    "WEBP": AttachmentKind.WEBP,
    "GIF": AttachmentKind.PNG,
}
_SAVED_AS = {AttachmentKind.PNG: "PNG", AttachmentKind.JPEG: "JPEG", AttachmentKind.WEBP: "WEBP"}


class NoPicture(ValueError):
    """It cannot be drawn; the text says why and what to do."""


def drawn_anew(content: bytes) -> tuple[AttachmentKind, bytes] | None:
    """Its kind and its bytes; None where it is no picture. Raises NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(content), formats=list(_PICTURES))
            if opened.width * opened.height > MOST_PIXELS:
                raise NoPicture("unpacks to too many pixels: crop it first.")
            kind = _PICTURES[opened.format or ""]
            drawn = opened.convert("RGB" if kind == AttachmentKind.JPEG else "RGBA")
    except UnidentifiedImageError:
        return None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture("unpacks to too many pixels: crop it first.") from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, NoPicture):
            raise
        raise NoPicture("is no whole picture: save it again as PNG.") from error
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    kept = BytesIO()
    clean.save(kept, format=_SAVED_AS[kind])
    return kind, kept.getvalue()
