from incidents.desk.models.answered import AnsweredRequest
from incidents.desk.models.slack import HeardCommand, SlackAccount

__all__ = ["AnsweredRequest", "HeardCommand", "SlackAccount"]
