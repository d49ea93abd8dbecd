"""One world for all tests of a file: each undoes what it did in it."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from statuspage.snapshot.publishing import publish_site
from tests.security.world import World, make_world


@pytest.fixture(scope="module")
def _kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("world") / "public"
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PUBLIC_DIR=folder):
            made = make_world()
            publish_site()
        yield made, folder
        transaction.set_rollback(True)


@pytest.fixture
def world(_kept: tuple[World, Path], settings: Settings) -> World:
    made, settings.PUBLIC_DIR = copy.deepcopy(_kept[0]), _kept[1]
    made.addresses = _kept[0].addresses
    return made
