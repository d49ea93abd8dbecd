"""Every address Django answers, as routes with named holes: "/portal/incidents/<reference>/"."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from incidents.desk.api.door import ADDRESSES as IN_INCIDENTS
from statuspage.manage_api.door import ADDRESSES as ON_THE_PAGE

_CONVERTER = re.compile(r"<\w+:(\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^]]*\])*\)")
_GROUP = re.compile(r"\(\[\^/\]\+\)")


def routes() -> list[str]:
    """Those of people, and those of programs."""
    trees = (get_resolver(), get_resolver(ON_THE_PAGE), get_resolver(IN_INCIDENTS))
    return sorted({one for tree in trees for one in _walk(tree.url_patterns, "/")})


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            yield _plain(route)


def _plain(route: str) -> str:
    plain = _CONVERTER.sub(r"<\1>", route)
    plain = _NAMED_GROUP.sub(r"<\1>", plain)
    plain = _GROUP.sub("<id>", plain)
    return plain.replace("^", "").replace("\\Z", "").replace("\\.", ".").rstrip("$")


def holes(route: str) -> list[str]:
    return re.findall(r"<(\w+)>", route)
