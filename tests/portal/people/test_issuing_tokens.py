"""A program's token is made on one page, also after the password was asked once more."""

from django.test import Client

from tests.make_people import make_user


def test_what_is_refused_is_sent_again_where_tokens_are_made(client: Client) -> None:
    client.force_login(make_user("Tom", "Responder"))

    said = client.get("/portal/account/tokens/").content.decode()

    assert 'class="card" method="post" action="/portal/account/tokens/"' in said
