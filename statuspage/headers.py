"""The headers published documents are served with."""

import hashlib
from base64 import b64encode

from django.conf import settings

from statuspage.snapshot.badge import STYLE
from statuspage.snapshot.embeds import FRAME

Headers = list[tuple[str, str]]
Policy = dict[str, list[str]]
# Read and shown by pages of others; pages for people are not.
_FOR_OTHERS = ("/api/", "/embed/status.", "/badge.svg", "/history.", "/updates.", "/maintenance.")
_OF_COMPONENTS = "/components/"


def security_headers() -> Headers:
    """The same as Django's middleware sends with the portal."""
    return _secured(_site_policy(), framable=False)


def document_headers(path: str) -> Headers:
    """What a published document is served with besides what tells its bytes."""
    if path == FRAME:
        policy = _site_policy() | {"frame-ancestors": ["*"], "form-action": ["'none'"]}
        return [*_secured(policy, framable=True), ("Cross-Origin-Resource-Policy", "cross-origin")]
    if path.endswith("/badge.svg"):
        found = _secured(_badge_policy(), framable=False)
    else:
        found = security_headers()
    if path.endswith(".ics"):
        found.append(("Content-Disposition", 'inline; filename="maintenance.ics"'))
    if path.startswith(_FOR_OTHERS) or path.startswith(_OF_COMPONENTS):
        found.append(("Access-Control-Allow-Origin", "*"))
        found.append(("Cross-Origin-Resource-Policy", "cross-origin"))
    return found


def api_headers() -> Headers:
    """For what the API does not have, and for browsers that ask first."""
    return [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
        ("Access-Control-Allow-Headers", "*"),
        ("Access-Control-Max-Age", "86400"),
        ("Cache-Control", "public, max-age=15"),
        *security_headers(),
    ]


def _site_policy() -> Policy:
    return {name: [str(one) for one in values] for name, values in settings.SECURE_CSP.items()}


def _badge_policy() -> Policy:
    """Nothing but its own style sheet, by its digest."""
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return {
        "default-src": ["'none'"],
        "style-src": [f"'sha256-{digest}'"],
        "frame-ancestors": ["'none'"],
    }


def _secured(policy: Policy, *, framable: bool) -> Headers:
    written = "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
    headers = [
        ("Content-Security-Policy", written),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if not framable:
        headers.append(("X-Frame-Options", settings.X_FRAME_OPTIONS))
    if settings.SECURE_HSTS_SECONDS:
        value = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        headers.append(("Strict-Transport-Security", value))
    return headers
