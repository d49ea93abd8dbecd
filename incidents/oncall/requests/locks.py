"""The lock every change of a request takes: the incident's, then its own."""

from incidents.oncall.models import TeamEscalation
from incidents.record.actions.lock_incident import lock_incident


class AlreadySettled(ValueError):
    """The request owes nothing any more."""


def lock_request(*, request: TeamEscalation) -> TeamEscalation:
    """As it stands now, locked until the transaction ends."""
    lock_incident(incident=request.incident)
    return TeamEscalation.objects.select_for_update(of=("self",)).get(pk=request.pk)


def lock_waiting(*, request: TeamEscalation) -> TeamEscalation:
    """The same; raises AlreadySettled when nothing is waited for any more."""
    locked = lock_request(request=request)
    if not locked.is_waiting:
        raise AlreadySettled(
            f"The request to {locked.asked} is settled: {locked.get_state_display().lower()}."
        )
    return locked
