from incidents.desk.models.answered import AnsweredRequest

__all__ = ["AnsweredRequest"]
