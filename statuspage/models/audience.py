"""Named circles of people who see more than the public."""

from django.db import models

from portal.people.models import User


class Audience(models.Model):
    """People who, signed in, see components, notices and announcements that are nobody
    else's business. What has an audience is in no public byte."""

    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField(User, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: "models.Manager[Audience]" = models.Manager()

    def __str__(self) -> str:
        return self.name


def for_everybody(model: type[models.Model]) -> models.Q:
    """Rows that no audience holds for itself."""
    return ~models.Q(models.Exists(_holders(model)))


def for_person(model: type[models.Model], user: User) -> models.Q:
    """Rows for everybody, and for an audience this person belongs to."""
    theirs = models.Exists(_holders(model).filter(audience__members=user))
    return for_everybody(model) | models.Q(theirs)


def _holders(model: type[models.Model]) -> "models.QuerySet[models.Model]":
    """The audiences of the row asked for; a subquery, so that rows can still be locked."""
    through = model._meta.get_field("audiences").remote_field.through  # type: ignore[union-attr]
    name = model._meta.model_name
    found: models.QuerySet[models.Model] = through._default_manager.filter(
        **{f"{name}_id": models.OuterRef("pk")}
    )
    return found
