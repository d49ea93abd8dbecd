"""What addresses of the page may hold."""

from statuspage.models.page import LANGUAGES


class Language:
    """A language the page can speak, as the first step of its address."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
