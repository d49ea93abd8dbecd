"""Debian's Chromium, driven for journeys and pictures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
# Two cores and a second half of the tests beside: slow is not wrong.
expect.set_options(timeout=20_000)
SIZES = {"wide": (1440, 1000), "narrow": (390, 844)}
# Widths and colours do not depend on each other: two looks show both; FAULTS=whole takes four.
Theme = Literal["light", "dark"]
LOOKS: list[tuple[str, Theme]] = [("wide", "light"), ("narrow", "dark")]
if os.environ.get("FAULTS") == "whole":
    LOOKS += [("wide", "dark"), ("narrow", "light")]


@contextmanager
def chromium() -> Iterator[Browser]:
    flags = [*FLAGS, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


@contextmanager
def visit(
    browser: Browser, base: str, *, size: str = "wide", theme: str = "light", script: bool = True
) -> Iterator[Page]:
    """A page of its own; `page.trouble` collects what the console complains of."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        java_script_enabled=script,
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on(
        "console",
        lambda line: trouble.append(line.text) if line.type == "error" else None,
    )
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.trouble = trouble  # type: ignore[attr-defined]
    yield page
    context.close()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/portal/**")


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on the page, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
