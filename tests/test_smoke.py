from django.test import Client


def test_admin_asks_who_you_are(client: Client) -> None:
    response = client.get("/admin/")

    assert response.status_code == 302
