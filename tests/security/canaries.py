"""Which text of which row may be read by outsiders, and a canary for each that may not.

A field that holds no free text needs no row: choices, and what is shorter than a canary.
"""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

LENGTH = 20
TEXTS = (models.CharField, models.TextField, models.JSONField, ArrayField)

# What the status page says.
PUBLIC: dict[str, str] = {
    "statuspage.page": "name time_zone support_url description security_contact",
    "statuspage.componentgroup": "name",
    "statuspage.component": "name description",
    "statuspage.notice": "title translations report",
    "statuspage.noticeupdate": "status_text impact_text action_text components translations",
    "statuspage.announcement": "title text link translations",
    "statuspage.maintenanceseries": "title text rule time_zone",
    "comms.wording": "status impact action",
    "comms.update": "title",
}

# What never leaves the company.
INTERNAL: dict[str, str] = {
    "people.user": "email name title phone",
    "people.auditentry": "by_name subject subject_name before after",
    "people.apitoken": "name",
    "clock.timer": "key data last_error",
    "post.message": "key subject text html topic thread short",
    "post.provider": "account sender trouble",
    "post.historicalprovider": "account sender history_change_reason",
    "post.device": "name",
    "post.delivery": "name last_error destination lease_owner",
    "post.suppression": "reason",
    "post.setback": "key destination",
    "post.pauseddomain": "reason destination",
    "statuspage.statuschange": "by_name source reason",
    "statuspage.notice": "key retraction_reason",
    "statuspage.noticeupdate": "key by_name",
    "statuspage.subscriber": "address quarantine_reason",
    "statuspage.wish": "address",
    "statuspage.audience": "name",
    "statuspage.uptimecorrection": "reason",
    "statuspage.updateedit": "before reason by_name",
    "statuspage.maintenanceseries": "by_name",
    "statuspage.noticetemplate": "name title text",
    "statuspage.announcement": "by_name",
    "catalog.guidance": "title text say",
    "catalog.historicalguidance": "title text say history_change_reason",
    "catalog.guidestep": "text detail",
    "catalog.historicalguidestep": "text detail history_change_reason",
    "catalog.team": "name slug email",
    "catalog.historicalteam": "name slug email history_change_reason",
    "catalog.service": "name slug description dashboard_url runbook_url",
    "catalog.historicalservice": "name slug description dashboard_url runbook_url "
    "history_change_reason",
    "catalog.dependency": "note",
    "catalog.vendor": "name slug what account hours workaround",
    "catalog.historicalvendor": "name slug what account hours workaround history_change_reason",
    "catalog.vendoragreement": "called",
    "catalog.vendorcontact": "name address",
    "catalog.vendorstatus": "words last_error",
    "catalog.severity": "name definition examples channel_pattern",
    "catalog.historicalseverity": "name definition examples channel_pattern history_change_reason",
    "catalog.diagnosticguide": "slug title looks_like first_checks usual_fix escalate_when "
    "escalate_to match_words",
    "catalog.historicaldiagnosticguide": "slug title looks_like first_checks usual_fix "
    "escalate_when escalate_to match_words history_change_reason",
    "record.incident": "title source channel_name channel_url bridge_url ticket_ref ticket_url",
    "record.entry": "body by_name data key",
    "record.event": "data",
    "record.attachment": "name",
    "record.pinnedlink": "label url",
    "record.impact": "regions note",
    "record.change": "title vendor version url by_name environment source external_id",
    "record.changeverdict": "note",
    "record.roleassignment": "note",
    "record.hypothesis": "text reason came_from key",
    "record.task": "text last_word result came_from key",
    "record.signal": "words integration",
    "oncall.page": "reason via",
    "oncall.escalation": "policy_name",
    "oncall.call": "label failed_why",
    "oncall.contactway": "address refused_why",
    "oncall.stall": "about_label about_pk why",
    "oncall.historicalteamdesk": "history_change_reason",
    "oncall.askingguide": "ask_when they_need",
    "oncall.historicalaskingguide": "ask_when they_need history_change_reason",
    "oncall.askedfield": "label example said_by",
    "oncall.vaguewords": "words question example",
    "oncall.teamescalation": "heading problem effect help_offered acknowledged_by ended_by answer "
    "case_number key",
    "oncall.contacted": "label",
    "oncall.permissionrequest": "what where why fallback reason",
    "oncall.delay": "note",
    "oncall.rotation": "name",
    "oncall.historicalrotation": "name history_change_reason",
    "oncall.override": "reason",
    "oncall.absence": "note",
    "oncall.swap": "note via",
    "oncall.layer": "name",
    "oncall.shift": "layer",
    "oncall.handoffnote": "text",
    "oncall.escalationpolicy": "name",
    "oncall.historicalescalationpolicy": "name history_change_reason",
    "comms.audience": "name",
    "comms.historicalaudience": "name history_change_reason",
    "comms.briefinglink": "name",
    "comms.cadence": "reason",
    "comms.update": "key",
    "mitigation.check": "name how baseline target",
    "mitigation.checktemplate": "name how baseline target",
    "mitigation.historicalchecktemplate": "name how baseline target history_change_reason",
    "comms.updatetemplate": "name status impact action",
    "comms.historicalupdatetemplate": "name status impact action history_change_reason",
    "comms.scheduledupdate": "title wordings why",
    "comms.updatedraft": "fields",
    "comms.supportbrief": "talking_points workaround not_to_say",
    "learning.correctiveaction": "text measure ticket outcome",
    "learning.postmortem": "despite reason summary impact root_cause contributing_factors "
    "detection remediation lessons",
    "learning.why": "question answer ends_because",
    "learning.timelinechoice": "caption",
    "learning.revision": "text",
    "command.watch": "alert_title",
    "command.checkin": "observed",
    "command.adapter": "name base_url account place invite sealed_secret done_name "
    "sealed_older_secret paused_because",
    "command.historicaladapter": "name base_url account place invite done_name "
    "history_change_reason",
    "command.errand": "said ref answer",
    "command.counterpart": "ident shown",
    "desk.answeredrequest": "key answer",
    "desk.heardcommand": "trigger_id answer",
    "command.waiting": "reason",
    "command.putaway": "line",
    "command.declaration": "key answers overruled_because",
    "alerts.integration": "name timestamp_header",
    "alerts.refusal": "why excerpt",
    "alerts.subscription": "topic",
    "alerts.lastword": "fingerprint acknowledged_by",
    "alerts.rule": "matches",
    "alerts.alert": "fingerprint group_key title labels annotations generator_url acknowledged_by "
    "maintenance",
    "alerts.alertevent": "words",
    "alerts.suppression": "fingerprint title matches reason",
    "alerts.historicalalertpolicy": "history_change_reason",
    "alerts.inboxitem": "body error",
    "auth.group": "name",
    "admin.logentry": "object_repr change_message",
}

# Text that a canary would break, or that only machines write: names of kinds and zones,
# digests, addresses that mail goes to, structures that code reads.
UNFILLED: dict[str, str] = {
    "command.adapter": "events",
    "command.historicaladapter": "events",
    "mitigation.check": "observed reason",
    "people.user": "password time_zone",
    "people.auditentry": "verb previous_hash hash",
    "people.apitoken": "digest scopes",
    "clock.timer": "kind about_label about_pk",
    "clock.pulse": "name",
    "clock.epoch": "mark",
    "post.message": "kind headers placeholders attachments about_label about_pk link answers",
    "post.provider": "base_url sealed_secret public_key",
    "post.historicalprovider": "base_url public_key",
    "post.device": "endpoint p256dh auth",
    "post.delivery": "address fields",
    "post.suppression": "fingerprint",
    "post.setback": "fingerprint",
    "web.ratebucket": "name",
    "statuspage.page": "languages",
    "statuspage.wish": "scope",
    "catalog.service": "components",
    "catalog.historicalservice": "components",
    "catalog.vendor": "support_email status_page_url status_components",
    "catalog.historicalvendor": "support_email status_page_url status_components",
    "catalog.vendorstatus": "incidents components etag last_modified",
    "catalog.severity": "required_roles watch_minutes",
    "catalog.historicalseverity": "required_roles watch_minutes",
    "record.incident": "policy notice_id last_hash",
    "record.entry": "previous_hash hash",
    "record.attachment": "sha256",
    "oncall.escalation": "ladder strategy",
    "oncall.page": "plan",
    "oncall.contactway": "code_digest",
    "oncall.teamescalation": "details questioned contacts via",
    "oncall.contacted": "address",
    "oncall.rotation": "time_zone covered_days",
    "oncall.historicalrotation": "time_zone covered_days",
    "oncall.rotationmember": "time_zone",
    "oncall.layer": "time_zone covered_days",
    "oncall.calendarfeed": "digest",
    "comms.audience": "slug extra_addresses",
    "comms.briefinglink": "digest",
    "comms.scheduledupdate": "components",
    "comms.updatetemplate": "slug",
    "comms.historicalupdatetemplate": "slug",
    "comms.historicalaudience": "slug extra_addresses",
    "alerts.integration": "digest sealed_secret previous_digest previous_sealed topics mapping",
    "alerts.subscription": "address",
    "alerts.signingcertificate": "address pem",
    "alerts.rule": "group_by",
    "alerts.alertpolicy": "time_zone",
    "alerts.historicalalertpolicy": "time_zone",
    "desk.answeredrequest": "digest",
    "alerts.inboxitem": "dedupe_key lane said",
    "admin.logentry": "object_id",
    "auth.permission": "name codename",
    "contenttypes.contenttype": "app_label model",
    "sessions.session": "session_key session_data",
    "account.emailaddress": "email",
    "account.emailconfirmation": "key",
    "mfa.authenticator": "data",
}


# Of these, one row suffices: the others sign in, or are written to.
ONE_ROW = {"people.user", "statuspage.subscriber"}

# Rows where a blank says which sort they are: these hold a canary only where there is text.
BLANKS_MEAN = {"alerts.suppression"}
# What names a row of another model holds the canary that was planted there.
NAMES = {("alerts.suppression", "fingerprint"): "alerts.alert"}


def text_fields() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    """Every column of every model that can hold a sentence somebody wrote."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            short = field.max_length is not None and field.max_length < LENGTH
            if isinstance(field, TEXTS) and not field.choices and not short:
                yield model._meta.label_lower, field


def written() -> dict[str, set[str]]:
    """Every row of the tables above, by model."""
    rows: dict[str, set[str]] = {}
    for table in (PUBLIC, INTERNAL, UNFILLED):
        for label, names in table.items():
            rows.setdefault(label, set()).update(names.split())
    return rows


def canary(label: str, name: str) -> str:
    return "c" + hashlib.sha256(f"{label}.{name}".encode()).hexdigest()[: LENGTH - 1]


def plant() -> dict[str, str]:
    """A canary in every internal field of every row there is: canary → field."""
    planted = {}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    for label, field in text_fields():
        if field.name not in INTERNAL.get(label, "").split():
            continue
        planter = NAMES.get((label, field.name), label)
        word = canary(planter, field.name)
        model = apps.get_model(label)
        rows = model._default_manager.all()
        tied = {name for one in model._meta.constraints for name in getattr(one, "fields", ())}
        if field.unique or field.name in tied or label in ONE_ROW:
            rows = rows.filter(pk=rows.latest("pk").pk) if rows.exists() else rows
        if label in BLANKS_MEAN:
            rows = rows.exclude(**{field.name: field.get_default()})
        if rows.update(**{field.name: _as_value(field, word)}):
            planted[word] = f"{planter}.{field.name}"
    with connection.cursor() as cursor:
        cursor.execute("RESET session_replication_role")
    return planted


def _as_value(field: models.Field[Any, Any], word: str) -> object:
    if isinstance(field, models.EmailField):
        return f"{word}@example.com"
    if isinstance(field, models.URLField):
        return f"https://{word}.example.com/"
    if isinstance(field, models.JSONField):
        return {word: word}
    if isinstance(field, ArrayField):
        return [word]
    return word


def found_in(data: bytes, planted: dict[str, str]) -> set[str]:
    """Fields whose canary stands in these bytes, plain, in base64 or as a digest."""
    lowered = data.lower()
    hits = {field for word, field in planted.items() if word.encode() in lowered}
    for word, field in planted.items():
        digest = hashlib.sha256(word.encode()).hexdigest().encode()
        coded = [base64.b64encode(b"\0" * pad + word.encode())[4:-4] for pad in range(3)]
        if digest in lowered or any(one in data for one in coded):
            hits.add(field)
    return hits
