"""Places are replaced once, by fixed text; nothing else in a template means anything."""

from statuspage.actions.fill_template import fill_template, places_in
from statuspage.models import NoticeTemplate
from tests.make_record import NOON


def make_template(title: str, text: str) -> NoticeTemplate:
    return NoticeTemplate.objects.create(name=title, title=title, text=text)


def test_places_get_their_words_and_the_rest_stays_visible() -> None:
    template = make_template("{{what}} fails", "Since {{ time }}, {{what}} fails for {{whom}}.")

    filled = fill_template(template=template, values={"what": "Login"}, at=NOON)

    assert filled.title == "Login fails"
    assert filled.text == "Since 12:00 UTC, Login fails for {{whom}}."
    assert filled.missing == ("whom",)


def test_a_value_is_never_looked_into() -> None:
    template = make_template("{{a}}", "{% include 'x' %}{{a|upper}}{{ settings.SECRET_KEY }}")

    filled = fill_template(template=template, values={"a": "{{b}}", "b": "no"}, at=NOON)

    assert filled.title == "{{b}}"
    assert filled.text == "{% include 'x' %}{{a|upper}}{{ settings.SECRET_KEY }}"
    assert filled.missing == ("settings.SECRET_KEY",)


def test_what_is_left_can_be_named() -> None:
    assert places_in("{{a}} and {{ b }}", "{{a}}") == ["a", "b"]
    assert places_in("No place here") == []
