"""What every test shares."""

import pytest
from django.conf import settings


def pytest_configure() -> None:
    """Static files: no manifest and no whitenoise, which would triple the run."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test may use the database; each is rolled back."""
