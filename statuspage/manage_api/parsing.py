"""Bodies as programs send them: JSON, or a form with names like ``incident[name]``."""

import re
from typing import Any

from django.http import HttpRequest, QueryDict
from ninja.parser import Parser
from ninja.types import DictStrAny

FORM = "application/x-www-form-urlencoded"
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_KEY = re.compile(r"\[([^\[\]]*)\]")


class JsonOrForm(Parser):
    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """A form's ``a[b]=1&a[c][]=2&a[d][e]=3`` is ``{"a": {"b": "1", "c": ["2"], "d": …}}``;
        ValueError for what is neither. (Django reads forms only of POST.)"""
        if request.content_type == FORM:
            return unfolded(QueryDict(request.body, encoding="utf-8"))
        found = super().parse_body(request)
        if not isinstance(found, dict):
            raise ValueError("not an object")  # noqa: TRY004
        return found


def unfolded(form: QueryDict) -> DictStrAny:
    whole: DictStrAny = {}
    for name, values in form.lists():
        match = _NAME.fullmatch(name)
        if match is None:
            raise ValueError(name)
        keys = [match[1], *_KEY.findall(match[2])]
        inside: Any = whole
        for key in keys[:-1] if keys[-1] else keys[:-2]:
            inside = inside.setdefault(key, {})
            if not isinstance(inside, dict):
                raise ValueError(name)  # noqa: TRY004
        if keys[-1]:
            inside[keys[-1]] = values[-1]
        else:
            inside[keys[-2]] = values
    return whole
