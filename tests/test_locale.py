"""Our catalogue fills what Django's and allauth's Thai leaves out, and its two files agree."""

import json
import re
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext, ngettext
from django.views.i18n import JavaScriptCatalog

OURS = Path(settings.LOCALE_PATHS[0]) / "th" / "LC_MESSAGES"
DJANGO = Path(django.__file__).parent
UPSTREAM = {
    "django": [
        DJANGO / "conf",
        *(DJANGO / "contrib" / app for app in ("admin", "auth", "contenttypes", "humanize")),
        *(DJANGO / "contrib" / app for app in ("postgres", "sessions")),
        Path(allauth.__file__).parent,
    ],
    "djangojs": [DJANGO / "contrib" / "admin"],
}
DOMAINS = pytest.mark.parametrize("domain", ["django", "djangojs"])


def catalogue(path: Path, *, compiled: bool = False) -> dict[tuple, str]:
    """Translated messages of a .po or .mo file by (context, msgid)."""
    if not path.exists():
        return {}
    entries = polib.mofile(str(path)) if compiled else polib.pofile(str(path)).translated_entries()
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural[0] for entry in entries
    }


def messages(folder: Path, language: str, domain: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\))?[a-z]|%%|\{\w*\}", text))


@DOMAINS
def test_the_compiled_catalogue_says_the_same(domain):
    written = catalogue(OURS / f"{domain}.po")
    assert catalogue(OURS / f"{domain}.mo", compiled=True) == written
    assert len(written) > 30


@DOMAINS
def test_nothing_of_ours_is_left_fuzzy_or_empty(domain):
    entries = polib.pofile(str(OURS / f"{domain}.po"))
    assert [entry.msgid for entry in entries if not entry.translated()] == []


@DOMAINS
def test_every_message_has_thai_somewhere(domain):
    ours = catalogue(OURS / f"{domain}.po")
    missing = []
    for folder in UPSTREAM[domain]:
        theirs = catalogue(messages(folder, "th", domain))
        for entry in polib.pofile(str(messages(folder, "en", domain))):
            key = (entry.msgctxt, entry.msgid)
            if not entry.obsolete and key not in theirs and key not in ours:
                missing.append(key)
    assert missing == []


@DOMAINS
def test_placeholders_agree(domain):
    for entry in polib.pofile(str(OURS / f"{domain}.po")):
        for thai in entry.msgstr_plural.values() or [entry.msgstr]:
            wanted = {tuple(placeholders(entry.msgid)), tuple(placeholders(entry.msgid_plural))}
            assert tuple(placeholders(thai)) in wanted, entry.msgid


@DOMAINS
def test_every_message_of_ours_is_one_that_upstream_still_has(domain):
    known = set()
    for folder in UPSTREAM[domain]:
        for language in ("en", "th"):
            path = messages(folder, language, domain)
            if path.exists():
                known |= {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
    assert set(catalogue(OURS / f"{domain}.po")) - known == set()


def test_the_plural_formula_knows_one_form():
    for domain in ("django", "djangojs"):
        entries = polib.pofile(str(OURS / f"{domain}.po"))
        assert entries.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
        assert all(list(e.msgstr_plural) == [0] for e in entries if e.msgid_plural)


def test_no_letter_of_ours_shouts_or_commands():
    for domain in ("django", "djangojs"):
        for thai in catalogue(OURS / f"{domain}.po").values():
            assert not re.search(r"!|กรุณา|โปรด|ดำเนินการ|ขอให้คุณ", thai), thai


def test_our_words_win_over_upstream():
    assert gettext("This field is required.") == "ช่องนี้ยังว่างอยู่"
    assert gettext("Are you sure you want to remove this security key?") == (
        "จะเอากุญแจความปลอดภัยดอกนี้ออกใช่ไหม"
    )
    assert ngettext("%(num)d day", "%(num)d days", 3) % {"num": 3} == "3 วัน"


def test_validators_speak_thai():
    with pytest.raises(ValidationError) as refusal:
        validate_password("12345")
    with pytest.raises(ValidationError) as too_long:
        MaxLengthValidator(3)("ยาวไป")
    for message in refusal.value.messages + too_long.value.messages:
        assert not re.search("[A-Za-z]", message), message


def test_the_admin_scripts_get_our_words(rf):
    catalogue_js = JavaScriptCatalog.as_view(packages=["django.contrib.admin"])
    page = catalogue_js(rf.get("/")).content.decode()
    assert json.dumps("(กดเพื่อล้าง)") in page
