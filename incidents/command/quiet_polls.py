"""An open room asks every two seconds whether something is new. Mostly nothing is, and that
costs one query.

What let a person in is remembered as a digest of the facts it was decided by. While the same
query finds the same facts, and no line beyond the last seen, the answer is 204; anything else
goes the whole way through sign-in, second factor and access, as if this were not there.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse

from incidents.record.models.incident import PREFIX

OK, NO_CONTENT = 200, 204
MOST_REMEMBERED = 5_000
_POLL = re.compile(rf"/portal/incidents/{PREFIX}([0-9]{{1,9}})/timeline/")
# Session, person, groups, permissions, second factor, and whether the incident is theirs to see.
_FACTS = """
SELECT incident.last_seq, encode(sha256(concat_ws('|',
    session.session_data, person.password, person.is_active, person.is_superuser,
    incident.private, incident.id,
    EXISTS (SELECT 1 FROM record_incident_members member
            WHERE member.incident_id = incident.id AND member.user_id = person.id),
    (SELECT string_agg(own.group_id || ':' || coalesce(may.permission_id, 0), ','
                       ORDER BY own.group_id, may.permission_id)
     FROM people_user_groups own LEFT JOIN auth_group_permissions may USING (group_id)
     WHERE own.user_id = person.id),
    (SELECT string_agg(permission_id::text, ',' ORDER BY permission_id)
     FROM people_user_user_permissions WHERE user_id = person.id),
    (SELECT string_agg(type, ',' ORDER BY type) FROM mfa_authenticator WHERE user_id = person.id)
    )::bytea), 'hex')
FROM record_incident incident, people_user person, django_session session
WHERE incident.number = %s AND person.id = %s
  AND session.session_key = %s AND session.expire_date > now()
"""

Key = tuple[str, int]
Facts = tuple[int, str]


class QuietPolls:
    """Stands before sign-in, behind the check of the host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._people: dict[Key, int] = {}
        self._admitted: dict[Key, str] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        poll = _POLL.fullmatch(request.path)
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if poll is None or session is None or request.method != "GET":
            return self.get_response(request)
        key = (session, int(poll.group(1)))
        facts = self._facts(key)
        if facts is not None and self._is_quiet(request, key, facts):
            return HttpResponse(status=NO_CONTENT)
        response = self.get_response(request)
        if response.status_code in {OK, NO_CONTENT}:
            self._remember(request, key, facts)
        else:
            self._admitted.pop(key, None)
        return response

    def _facts(self, key: Key) -> Facts | None:
        """The newest line's number and the digest; None for whom nothing is known."""
        person = self._people.get(key)
        if person is None:
            return None
        session, number = key
        try:
            with connection.cursor() as cursor:
                cursor.execute(_FACTS, [number, person, session])
                found: Facts | None = cursor.fetchone()
        except OperationalError:
            return None
        return found

    def _is_quiet(self, request: HttpRequest, key: Key, facts: Facts) -> bool:
        newest, digest = facts
        after = request.GET.get("after", "")
        return self._admitted.get(key) == digest and after.isdecimal() and newest <= int(after)

    def _remember(self, request: HttpRequest, key: Key, before: Facts | None) -> None:
        """Only facts that stood before the decision and still stand after it let anybody in."""
        if len(self._people) >= MOST_REMEMBERED:
            self._people.clear()
            self._admitted.clear()
        if request.user.pk is not None:
            self._people[key] = request.user.pk
        after = self._facts(key)
        if before is not None and after is not None and before[1] == after[1]:
            self._admitted[key] = after[1]
