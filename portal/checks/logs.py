"""Log lines: JSON in production, readable in the demo, never with a secret in them.

Whoever logs need not think of it: every text passes `scrub` on its way out, tracebacks and
other packages' lines too.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

MOST_CHARACTERS = 2_000
MOST_OF_A_TRACEBACK = 20_000
HIDDEN = "[hidden]"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Values signed by Django (links in mails), our keys, long segments of addresses.
    (re.compile(r"[\w-]+:[\w-]{4,}:[\w-]{20,}"), HIDDEN),
    (re.compile(r"\b(ac[a-z]_)[\w-]{8,}"), rf"\1{HIDDEN}"),
    (re.compile(r"/[\w:=.~-]{32,}(?=/?(?:[\s\"'?]|$))"), f"/{HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)\b(cookie:\s*)[^\r\n]+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)\b([\w-]*(?:session|csrf|password|passwd|secret|token|api_?key|authorization)"
            r"[\"']?\s*[=:]\s*)[\"']?[^\s\"',;&}]{4,}"
        ),
        rf"\1{HIDDEN}",
    ),
    # Who signs in to a server, query strings, people's addresses.
    (re.compile(r"(://)[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"\?[\w%.\[\]-]+=[^\s\"'>]*"), f"?{HIDDEN}"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def hide_secrets(text: str) -> str:
    """The text without tokens, signed links, addresses, cookies and query strings."""
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return text


def escaped(text: str, *, keep: str = "") -> str:
    """Control characters as their codes: one event stays one line, and no terminal obeys it."""
    return _CONTROL.sub(
        lambda found: found[0] if found[0] in keep else f"\\u{ord(found[0]):04x}", text
    )


def scrub(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The processor before the last: whatever was logged leaves without secrets."""
    return {key: _scrubbed(key, value) for key, value in event.items()}


def _scrubbed(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if key == "exception":
        return escaped(hide_secrets(str(value)[-MOST_OF_A_TRACEBACK:]), keep="\n")
    # Cut twice: hiding looks at a little more than what is shown, and never at a megabyte.
    return escaped(hide_secrets(str(value)[: 2 * MOST_CHARACTERS])[:MOST_CHARACTERS])


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def _formatter(last: Processor) -> logging.Formatter:
    return ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            scrub,
            last,
        ],
    )


def json_lines() -> logging.Formatter:
    """One JSON object a line: timestamp, level, logger, event, and what was said with it."""
    return _formatter(structlog.processors.JSONRenderer())


def readable() -> logging.Formatter:
    return _formatter(structlog.dev.ConsoleRenderer(colors=False))


def logging_settings(*, level: str, for_people: bool) -> Mapping[str, Any]:
    """The value of Django's LOGGING: everything to stderr, in one format."""
    formatter = "readable" if for_people else "json_lines"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"portal.checks.logs.{formatter}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Its warnings say again, with the whole path, what the line of the request says.
            "django.request": {"level": "ERROR"},
            "celery": {"level": "WARNING"},
        },
    }
