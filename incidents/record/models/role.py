"""Who does what in an incident."""

from django.db import models

from incidents.catalog.models import Role
from incidents.record.models.incident import Incident
from portal.people.models import User

__all__ = ["Role", "RoleAssignment", "RoleAssignmentQuerySet"]


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def live(self) -> "RoleAssignmentQuerySet":
        return self.filter(ended_at=None)

    def unread_by(self, person: User) -> "RoleAssignmentQuerySet":
        """What was handed to a person who has not said yet that they read it."""
        return self.live().filter(person=person, read_at=None).exclude(note="")


class RoleAssignment(models.Model):
    """A person holding a role from one moment to another. One holder at a time."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="role_assignments"
    )
    role = models.CharField(max_length=24, choices=Role)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What was handed over: state, risks, promise.")
    read_at = models.DateTimeField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "role"),
                condition=models.Q(ended_at=None),
                name="role_has_one_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("assigned_at")),
                name="role_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} as {self.get_role_display()}"
