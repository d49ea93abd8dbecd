"""Files that belong to a line of the timeline."""

import base64
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from incidents.command.forms.recording import FilesField
from incidents.desk.api.asked import LARGEST, Words, absent
from incidents.desk.api.keys import person
from incidents.desk.api.operations import acts, reads
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Attachment, AttachmentKind, Incident, incident_for

router = Router(tags=["timeline"])
MOST_PLACES = 2**15 - 1
OF_ENTRY = "/incidents/{reference}/entries/{seq}/attachments"


class AttachmentShape(Schema):
    seq: int
    place: int
    name: str
    kind: AttachmentKind
    size: int
    sha256: str


class WholeAttachment(AttachmentShape):
    """With its bytes in Base64."""

    content: str


class AttachBody(Schema):
    """The line the files stand in; without words their names are the line."""

    body: Words = ""
    kind: Literal["note", "decision", "evidence", "action", "hypothesis"] = "evidence"


@acts(
    router,
    "/incidents/{reference}/attachments",
    list[AttachmentShape],
    scope="record",
    permission="record.work_incident",
)
def attach(
    request: HttpRequest, reference: str, files: File[list[UploadedFile]], words: Form[AttachBody]
) -> list[dict[str, Any]]:
    """Up to three files of 10 MB, as multipart/form-data: pictures, PDF and text, judged by
    their bytes; a picture is drawn anew, secrets in a text are hidden."""
    incident = incident_for(person(request), reference)
    entry = add_entry(
        incident=incident,
        kind=words.kind,
        body=words.body,
        files=FilesField().clean(files),
        by=person(request),
        at=timezone.now(),
    )
    return _of(incident, entry.seq)


@reads(router, OF_ENTRY, list[AttachmentShape])
def list_attachments(request: HttpRequest, reference: str, seq: int) -> list[dict[str, Any]]:
    return _of(incident_for(person(request), reference), seq)


@reads(router, OF_ENTRY + "/{place}", WholeAttachment)
def read_attachment(request: HttpRequest, reference: str, seq: int, place: int) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    found = Attachment.objects.filter(
        incident=incident,
        entry__seq=min(max(seq, 0), LARGEST),
        place=min(max(place, 0), MOST_PLACES),
    ).first()
    if found is None:
        raise absent("attachment")
    return {
        **_shape(found, found.entry.seq),
        "content": base64.b64encode(bytes(found.content)).decode(),
    }


def _of(incident: Incident, seq: int) -> list[dict[str, Any]]:
    rows = Attachment.objects.filter(incident=incident, entry__seq=min(max(seq, 0), LARGEST))
    return [_shape(one, seq) for one in rows.defer("content").order_by("place")]


def _shape(one: Attachment, seq: int) -> dict[str, Any]:
    return {
        "seq": seq,
        "place": one.place,
        "name": one.name,
        "kind": one.kind,
        "size": one.size,
        "sha256": one.sha256,
    }
