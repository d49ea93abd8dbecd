"""What stands above a rotation's own order for some hours."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models

from incidents.oncall.models.rotation import Rotation, every_day, known_zone
from portal.people.models import User


class Layer(models.Model):
    """Nights, or weekends: within its hours its people take their turns, and whoever stands
    below is free. A higher place wins. Without people it covers nothing."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="layers")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1, help_text="A higher one wins.")
    time_zone = models.CharField(
        max_length=64, blank=True, validators=[known_zone], help_text="Empty: the rotation's."
    )
    handover_time = models.TimeField(default=time(9))
    length_days = models.PositiveSmallIntegerField(default=7)
    starts_on = models.DateField()
    covered_days = ArrayField(
        models.PositiveSmallIntegerField(), default=every_day, help_text="0 is Monday."
    )
    covered_from = models.TimeField(null=True, blank=True)
    covered_until = models.TimeField(null=True, blank=True)

    objects: "models.Manager[Layer]" = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(length_days__gte=1), name="layer_turn_lasts_a_day_or_more"
            ),
            models.CheckConstraint(
                condition=models.Q(covered_from=None, covered_until=None)
                | models.Q(covered_from__isnull=False, covered_until__isnull=False),
                name="layer_hours_begin_and_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.rotation}"


class LayerMember(models.Model):
    """A person's place in a layer."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="layer_places")
    position = models.PositiveSmallIntegerField(default=1)

    objects: "models.Manager[LayerMember]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("layer", "person"), name="person_stands_once_in_a_layer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.layer}"
