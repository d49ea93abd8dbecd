"""What an update could do better before it is sent."""

from datetime import datetime

from incidents.comms.beginning import internal_names, limits_of
from incidents.comms.forms import PARTS, UpdateForm
from incidents.comms.lint import Remark, hosts_in, lint, missing
from incidents.comms.mailing import spelled
from incidents.record.models import Incident


def remarks_on(incident: Incident, form: UpdateForm, *, now: datetime) -> dict[str, list[Remark]]:
    """What each field could do better; customers' eyes count where they are chosen, and their
    own words are judged for the others."""
    if not form.is_bound:
        return {}
    public = any(one.public for one in form.chosen())
    names = internal_names() if public else []
    found = {}
    for part in PARTS:
        text = form.data.get(part, "")
        remarks = lint(text, public=public, internal_names=names, settled=not incident.is_open)
        found[part] = remarks + missing(part, text)
    for field in (field for one in form.own_audiences() for field in form.own_fields(one)):
        text = str(field.value() or "")
        found[field.name] = lint(text, public=False, settled=not incident.is_open)
    if public:
        found["title"] = lint(form.data.get("title", ""), internal_names=names)
    found["next_by"] = _of_the_promise(incident, form, now=now)
    return found


def hosts_for_customers(form: UpdateForm) -> str:
    """The names of machines that customers would read, in one line; nothing where customers
    are not chosen."""
    if not any(one.public for one in form.chosen()):
        return ""
    text = " ".join(form.data.get(name, "") for name in ("title", *PARTS))
    return ", ".join(hosts_in(text))[:200]


def _of_the_promise(incident: Incident, form: UpdateForm, *, now: datetime) -> list[Remark]:
    form.is_valid()
    wanted = form.cleaned_data.get("next_by")
    limits = limits_of(incident, now=now)
    chosen = [limit for one in form.chosen() if (limit := limits.get(one.pk)) is not None]
    if wanted is None or not chosen or wanted <= max(chosen):
        return []
    latest_words = spelled(max(chosen), now=now)
    return [Remark(spelled(wanted, now=now), f"Policy promises a word by {latest_words}.")]
