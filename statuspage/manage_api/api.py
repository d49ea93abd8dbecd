"""The manage API: a subset of Statuspage's version 1, so that what drives a page there drives
this one by another address and key. Every write goes through the actions screens use."""

from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from statuspage.manage_api import (
    components,
    groups,
    incidents,
    postmortems,
    subscribers,
    templates,
    updates,
)
from statuspage.manage_api.keys import PUBLISH, Key
from statuspage.manage_api.parsing import JsonOrForm
from statuspage.manage_api.refusals import refuse_in_words


class Described(NinjaAPI):
    """Where two methods do the same, each has a name of its own."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        root = settings.PROGRAMS_WRITE_AT.strip("/")
        schema = super().get_openapi_schema(**{**where, "path_prefix": f"{root}/"})
        for operations in schema["paths"].values():
            if "put" in operations and "patch" in operations:
                name = f"{operations['put']['operationId']}_by_put"
                operations["put"] = {**operations["put"], "operationId": name}
        return schema


api = Described(
    title="Manage the status page",
    version="1",
    description="Compatible with Statuspage's version 1; addresses may end in `.json`.",
    docs_url=None,
    urls_namespace="manage_api",
    auth=Key(PUBLISH),
    parser=JsonOrForm(),
    servers=[{"url": settings.SITE_URL}],
)
refuse_in_words(api)
for part in (components, groups, incidents, updates, postmortems, templates, subscribers):
    api.add_router("", part.router)
