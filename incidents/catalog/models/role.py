"""The roles an incident may need; a severity's policy says which of them are required."""

from django.db import models


class Role(models.TextChoices):
    COMMANDER = "commander", "Incident commander"
    TECHNICAL_LEAD = "technical_lead", "Technical lead"
    COMMUNICATIONS_LEAD = "communications_lead", "Communications lead"
    SCRIBE = "scribe", "Scribe"
    SUPPORT_LIAISON = "support_liaison", "Support liaison"
    EXECUTIVE_LIAISON = "executive_liaison", "Executive liaison"
