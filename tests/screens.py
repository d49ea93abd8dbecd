"""Pictures of the main screens of a running demo, for the README and for eyes.

python -m tests.screens [http://127.0.0.1:8000] [folder]
"""

import sys
from pathlib import Path

from playwright.sync_api import Page

from portal.people.demo import PASSWORD
from tests.browser import chromium, sign_in, visit

PUBLIC = {"status": "/", "subscribe": "/subscribe/", "history": "/history/"}
PORTAL = {
    "now": "/portal/",
    "incidents": "/portal/incidents/",
    "room": "/portal/incidents/INC-2/",
    "updates": "/portal/incidents/INC-2/updates/",
    "escalations": "/portal/incidents/INC-2/escalations/",
    "postmortem": "/portal/incidents/INC-1/postmortem/",
    "declare": "/portal/declare/",
    "oncall": "/portal/on-call/",
    "followups": "/portal/follow-ups/",
    "outbox": "/portal/outbox/",
    "alerts": "/portal/alerts/",
    "services": "/portal/services/",
    "account": "/portal/account/",
    "resolution": "/portal/incidents/INC-2/resolution/",
    "admin": "/admin/",
    "admin-incident": "/admin/record/incident/",
    "admin-severity": "/admin/catalog/severity/1/change/",
}


def take(page: Page, pages: dict[str, str], folder: Path, suffix: str) -> None:
    for name, path in pages.items():
        answer = page.goto(path)
        status = answer.status if answer else 0
        page.screenshot(path=folder / f"{name}.{suffix}.png", full_page=True)
        sys.stdout.write(f"{status} {path} {suffix}\n")
    for line in page.trouble:  # type: ignore[attr-defined]
        sys.stdout.write(f"  console: {line}\n")


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "var/screens")
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for size, theme in (("wide", "light"), ("wide", "dark"), ("narrow", "light")):
            with visit(browser, base, size=size, theme=theme) as page:
                take(page, PUBLIC, folder, f"{size}.{theme}")
                sign_in(page, "elena@northwind.example", PASSWORD)
                take(page, PORTAL, folder, f"{size}.{theme}")


if __name__ == "__main__":
    main()
