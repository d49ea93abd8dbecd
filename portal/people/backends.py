"""What a person may do, asked of the database once a request."""

from typing import Any, cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q

from portal.people.models import User


class OneQueryBackend(ModelBackend):
    """A person's own rights and those of their groups, read together."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Every right as ``app.codename``; none of somebody inactive, unknown, or about a
        single row."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = _read(cast(User, user_obj))  # noqa: SLF001
        return cast(set[str], user_obj._perm_cache)  # noqa: SLF001


def _read(user: User) -> set[str]:
    rights = Permission.objects.order_by()
    if not user.is_superuser:
        rights = rights.filter(Q(user=user) | Q(group__user=user))
    named = rights.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in named}
