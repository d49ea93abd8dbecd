"""What is about to be said, exactly as each reader will get it; nothing is saved."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from portal.web.lines import one_line
from statuspage.desk.composing import NoticeForm
from statuspage.letters import Mail, mail_of, slack_body, teams_body, webhook_body
from statuspage.models import Component, Notice, NoticeUpdate
from statuspage.models.component import RANK
from statuspage.sentences import impact_of, page_sentence, worse_impact
from statuspage.snapshot.assets import asset_links
from statuspage.snapshot.facts import NoticeFacts, SiteFacts, site_zone
from statuspage.snapshot.site import preview_notice


@dataclass(frozen=True)
class Preview:
    """`page` is a document of its own, for a frame; the bodies are indented JSON."""

    page: str
    mail: Mail
    webhook: str
    slack: str
    teams: str


def preview_of(form: NoticeForm, *, at: datetime) -> Preview:
    """The notice with these words as its newest update."""
    earlier, said = _said_before(form.notice)
    notice, update, affected = _drafted(form, said, at=at)
    facts = SiteFacts(
        page=form.page,
        zone=site_zone(form.page),
        at=at,
        components=[],
        notices=[],
        sentence=page_sentence([now for _, now, _ in affected]),
    )
    shown = preview_notice(facts, NoticeFacts(notice, affected, [update, *earlier]))
    components = [component for component, _, _ in affected]
    context = {"html": shown, "page": form.page, **asset_links()}
    common: dict[str, Any] = {"at": at}
    return Preview(
        page=render_to_string("statuspage/desk/preview_page.html", context),
        mail=mail_of(update, notice, form.page, components, **common),
        webhook=_indented(
            webhook_body(update, notice, form.page, components, earlier=earlier, **common)
        ),
        slack=_indented(slack_body(update, notice, form.page, components, **common)),
        teams=_indented(teams_body(update, notice, form.page, components, **common)),
    )


def _said_before(
    notice: Notice | None,
) -> tuple[list[NoticeUpdate], dict[str, tuple[Component, str, str]]]:
    if notice is None:
        return [], {}
    links = notice.affected.select_related("component__group").order_by("pk")
    said = {one.component.public_id: (one.component, one.status, one.worst) for one in links}
    return list(notice.updates.order_by("-display_at", "-pk")), said


def _drafted(
    form: NoticeForm, said: dict[str, tuple[Component, str, str]], *, at: datetime
) -> tuple[Notice, NoticeUpdate, list[tuple[Component, str, str]]]:
    words, kept = form.words(), form.notice
    changes = []
    states = words.components
    if form.ends and not states:
        states = {one: "operational" for one, (_, now, _) in said.items() if now != "operational"}
    known = {one.public_id: one for one in form.components}
    for public_id, status in states.items():
        component, old, worst = said.get(public_id, (known.get(public_id), "", "operational"))
        if component is None:
            continue
        said[public_id] = (component, status, max(worst, status, key=RANK.__getitem__))
        changes.append(
            {
                "code": public_id,
                "name": str(component),
                "old_status": old or str(component.status),
                "new_status": status,
            }
        )
    impact = impact_of([worst for _, _, worst in said.values()])
    notice = Notice(
        kind=kept.kind if kept else "incident",
        title=kept.title if kept else one_line(form.said("title")) or "Untitled",
        status=words.status,
        impact=worse_impact(kept.impact, impact) if kept else impact,
        impact_override=kept.impact_override if kept else "",
        started_at=kept.started_at if kept else at,
        created_at=kept.created_at if kept else at,
        updated_at=at,
        resolved_at=at if form.ends else None,
        next_update_by=None if form.ends else words.next_update_by,
        promises_kept=kept.promises_kept if kept else 0,
        promises_late=kept.promises_late if kept else 0,
        translations=kept.translations if kept else form.titles(),
        scheduled_for=kept.scheduled_for if kept else None,
        scheduled_until=kept.scheduled_until if kept else None,
    )
    if kept:
        notice.public_id = kept.public_id
    update = NoticeUpdate(
        notice=notice,
        status=words.status,
        status_text=words.status_text,
        impact_text=words.impact_text,
        action_text=words.action_text,
        next_update_by=notice.next_update_by,
        reduced=words.reduced and not form.ends,
        components=changes,
        translations=words.translations,
        created_at=at,
        display_at=at,
    )
    return notice, update, list(said.values())


def _indented(body: dict[str, Any]) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)
