"""Words that stand in one line: titles, which become subjects of mails."""


def one_line(text: str) -> str:
    """The text without line breaks and control characters, its words one space apart."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
