"""The API of Allclear, version 1: what people do on the screens of an incident, programs do
here, by the same actions, under the same rules."""

from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from incidents.desk.api import (
    asking,
    attachments,
    belonging,
    briefings,
    changes,
    checking,
    commanding,
    delays,
    duties,
    incidents,
    investigating,
    knowing,
    paging,
    room,
    tasks,
    telling,
    timeline,
    watching,
    webhooks,
    working,
)
from incidents.desk.api.door import BEGINS
from incidents.desk.api.problem import MEDIA_TYPE
from incidents.desk.api.refusals import refuse_in_words

REFUSED = 400


class Described(NinjaAPI):
    """Refusals are of a media type of their own; operations are named as their functions."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=BEGINS.lstrip("/"))
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= REFUSED:
                        answer["content"] = {MEDIA_TYPE: answer["content"].popitem()[1]}
        schema["webhooks"], shapes = webhooks.described()
        schema["components"]["schemas"].update(shapes)
        return schema

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


api = Described(
    title="Allclear",
    version="1",
    description="Errors are RFC 9457 problems. Every POST takes an Idempotency-Key.",
    docs_url=None,
    urls_namespace="api",
    servers=[{"url": settings.SITE_URL}],
)
refuse_in_words(api)
PARTS = (
    incidents,
    timeline,
    attachments,
    working,
    room,
    tasks,
    investigating,
    belonging,
    changes,
    checking,
    commanding,
    watching,
    telling,
    briefings,
    paging,
    asking,
    delays,
    duties,
    knowing,
)
for part in PARTS:
    api.add_router("", part.router)
