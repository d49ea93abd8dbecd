import pytest
from django.test import Client
from pytest_django import Settings

from tests.make_people import make_user


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_GROUPS = []


@pytest.fixture
def lead() -> Client:
    client = Client()
    client.force_login(make_user("Mei Chen", "Communications lead"))
    return client
