"""The page's frame is said in four languages, each at its own address, the reader's browser
unasked; what is not translated is said in the page's own language, and marked."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from statuspage.models import Announcement, Notice, NoticeUpdate, Page
from statuspage.sentences import page_sentence
from statuspage.snapshot.folder import read_manifest
from statuspage.snapshot.publishing import publish_site, remove_notice
from statuspage.snapshot.speech import FOLDER, OTHERS, catalogue, counted, dated, say
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice
from tests.make_statuspage import say as say_more

ROOT = Path(__file__).resolve().parents[2]
SAID = re.compile(r'\{% say "([^"]+)"|\{% counted \S+ "([^"]+)" "([^"]+)"')
CALLED = re.compile(r'(?:say|counted)\(\s*[\w.]+,\s*(?:len\([\w.]+\),\s*)?((?:"[^"]+",?\s*)+)')


def all_words() -> set[str]:
    """Everything the templates and the renderer say by the catalogue."""
    found: set[str] = set()
    for folder in ("public", "statuspage"):
        for file in (ROOT / "templates" / folder).glob("*.html"):
            found |= {one for groups in SAID.findall(file.read_text()) for one in groups if one}
    for file in (ROOT / "statuspage" / "snapshot").glob("*.py"):
        for group in CALLED.findall(file.read_text()):
            found |= set(re.findall(r'"([^"]+)"', group))
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_frame_has_its_translation(language: str) -> None:
    words = all_words()

    assert len(words) > 100
    assert words - set(catalogue(language)) == set()
    for english, other in catalogue(language).items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", other)), english


def test_every_sentence_of_the_page_is_known_in_every_language() -> None:
    states = ("major_outage", "partial_outage", "degraded_performance", "under_maintenance")
    mixes = [[], *([one] for one in states), *([one, "operational"] for one in states)]
    sentences = {page_sentence(mix).description.capitalize() for mix in mixes}

    assert len(sentences) == 7
    assert all(one in catalogue(language) for one in sentences for language in OTHERS)


def test_the_catalogues_are_read_from_files_that_can_be_read() -> None:
    for language in OTHERS:
        assert json.loads((FOLDER / f"{language}.json").read_text())


def test_days_and_numbers_follow_the_language() -> None:
    day = NOON.date()

    assert [dated(one, day) for one in ("en", "fr", "es", "de")] == [
        "Thu 19 Nov", "jeu 19 nov", "jue 19 nov", "Do 19. Nov",
    ]  # fmt: skip
    assert dated("es", day, "long") == "jueves 19 de noviembre"
    assert counted("fr", 0, "{n} incident", "{n} incidents") == "0 incident"
    assert counted("de", 0, "{n} incident", "{n} incidents") == "0 Störungen"
    assert say("xx", "Nothing to translate") == "Nothing to translate"


def publish_in_french() -> Notice:
    page = Page.objects.the_page()
    page.languages = ["en", "fr"]
    page.save()
    component = make_component("Checkout")
    notice = make_notice("Card payments fail", components={component.public_id: "major_outage"})
    Notice.objects.update(translations={"fr": "Les paiements par carte échouent"})
    NoticeUpdate.objects.update(translations={"fr": {"status_text": "Nous cherchons la cause."}})
    say_more(notice, "The cause is known.", status="identified", at=NOON + timedelta(minutes=5))
    publish_site(anyway=True)
    return notice


def test_each_language_has_its_own_address_and_names_the_others() -> None:
    notice = publish_in_french()

    english = Visitor().get("/", accept_language="fr").body.decode()
    french = Visitor().get("/fr/").body.decode()

    assert '<html lang="en">' in english
    assert "Les paiements" not in english
    assert '<html lang="fr">' in french
    assert "Les paiements par carte échouent" in french
    assert 'hreflang="fr" href="http://' in english
    assert f'href="/fr/incidents/{notice.public_id}/"' in french
    assert Visitor().get(f"/fr/incidents/{notice.public_id}/").status == 200


def test_what_is_not_translated_is_in_the_pages_language_and_marked() -> None:
    notice = publish_in_french()

    french = Visitor().get(f"/fr/incidents/{notice.public_id}/").body.decode()

    assert '<p class="said" lang="en">The cause is known.' in french
    assert '<p class="said">Nous cherchons la cause.' in french


def test_a_page_in_german_is_german_at_its_root() -> None:
    page = Page.objects.the_page()
    page.languages = ["de", "en"]
    page.save()
    publish_site(anyway=True)

    assert "Alle Systeme in Betrieb" in Visitor().get("/").body.decode()
    assert "All systems operational" in Visitor().get("/en/").body.decode()
    assert Visitor().get("/de/").status == 599


def test_a_language_that_is_taken_away_leaves_nothing_behind() -> None:
    publish_in_french()
    Page.objects.update(languages=["en"])

    publish_site(anyway=True)

    assert [path for path in read_manifest(settings.PUBLIC_DIR).rows if path[:3] == "/fr"] == []


def test_a_retracted_notice_is_gone_in_every_language_at_once() -> None:
    notice = publish_in_french()

    from_before = Visitor().get(f"/fr/incidents/{notice.public_id}/").status
    remove_notice(notice.public_id)

    assert from_before == 200
    gone = Client().get(f"/fr/incidents/{notice.public_id}/")
    assert gone.status_code == 404


def test_an_announcement_stands_on_the_page_in_its_languages() -> None:
    page = Page.objects.the_page()
    page.languages = ["en", "fr"]
    page.save()
    Announcement.objects.create(
        title="Version 1 ends",
        text="Version 2 is ready.",
        translations={"fr": {"title": "La version 1 prend fin"}},
        starts_at=NOON - timedelta(days=3000),
        by_name="Mei Chen",
        created_at=NOON,
    )
    publish_site(anyway=True)

    french = Visitor().get("/fr/").body.decode()

    assert "Version 1 ends" in Visitor().get("/").body.decode()
    assert "La version 1 prend fin" in french
    assert '<p lang="en">Version 2 is ready.' in french
