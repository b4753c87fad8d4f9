"""Everything that anybody reads here is Thai: every page, every error, every letter."""

import ast
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

pytest_plugins = ["tests.walk"]
pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR) / "templates"

ALLOWED = {
    "xlsx", "csv",  # kinds of tables, as the programs that open them say
    "LINE",  # the app's own name
    "QR",  # said like this in Thai too
    "KM",  # the field's word for what it does
    "JPEG", "PNG", "WebP", "HEIC",  # kinds of photos as phones name them
    "MB",  # how large a photo may be
    "Google", "Microsoft", "Authenticator",  # the names of the apps that make codes
    "CC", "BY", "SA", "NC", "ND",  # the licences' own names
    "kmnet",  # our own name
    "A",  # A4, the paper's name
}  # fmt: skip
# E-mail addresses and web addresses are spelled as they are.
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|(?:https?:/|www\.|(?<!\S))/\S+")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
READ_ALOUD = {"title", "placeholder", "aria-label", "alt", "label"}


class Words(HTMLParser):
    """The words of a page that people see or hear, machines' parts left out."""

    silent = {"script", "style"}

    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self.skipping = ""

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag in self.silent and not self.skipping:
            self.skipping = tag
        self.parts += [attrs[name] or "" for name in READ_ALOUD & attrs.keys()]
        if tag == "input" and attrs.get("type") in {"submit", "button", "reset"}:
            self.parts.append(attrs.get("value") or "")
        if tag == "meta" and attrs.get("name", attrs.get("property", "")) in {
            "description",
            "og:title",
            "og:description",
            "og:site_name",
        }:
            self.parts.append(attrs.get("content") or "")
        if attrs.get("data-inline-formset"):  # the admin's scripts write these on buttons
            options = json.loads(attrs["data-inline-formset"])["options"]
            self.parts += [str(options[name]) for name in ("addText", "deleteText")]

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag == self.skipping:
            self.skipping = ""

    def handle_endtag(self, tag):
        if tag == self.skipping:
            self.skipping = ""

    def handle_data(self, data):
        if not self.skipping:
            self.parts.append(data)


def stray_words(text: str) -> list[str]:
    """English words in a text that are not allowed to be there."""
    plain = ADDRESS.sub(" ", html.unescape(text))
    return [word for word in WORD.findall(plain) if word not in ALLOWED]


def read(page: str) -> str:
    """What a page says."""
    words = Words()
    words.feed(page)
    words.close()
    return "\n".join(words.parts)


def test_the_reader_of_pages_hears_what_people_hear():
    page = (
        '<p title="Hint">คำ <b>Word</b></p><script>var x</script><input value="typed" name="q">'
        '<input type="submit" value="Send"><img alt="Photo"><a href="/x">ดู me@kmnet.example</a>'
        '<textarea placeholder="Write"></textarea><p>QR https://x.example/abc</p>'
    )
    assert sorted(stray_words(read(page))) == ["Hint", "Photo", "Send", "Word", "Write"]


def test_no_page_says_a_word_of_english(walk):
    found = {}
    for page, _ in walk.parsed:
        for word in stray_words(read(page.text)):
            found.setdefault(word, str(page))
    assert found == {}


def test_every_page_says_that_it_is_thai(walk):
    full = [page for page in walk.html if "<html" in page.text]
    assert len(full) > 300
    assert {re.search(r"<html[^>]*\blang=\"(\S+?)\"", page.text)[1] for page in full} == {"th"}


def test_no_letter_says_a_word_of_english(walk):
    assert len(walk.letters) > 5
    assert {word: text for text in walk.letters for word in stray_words(text)} == {}


# What no walk reaches: branches of templates, sentences in code ----------------------------------

# A block named here_… or body_class holds attributes, and a button's element builds its tag in pieces.
TAGS = re.compile(
    r"{% comment.*?endcomment %}|{% block (?:here_|body_class).*?endblock.*?%}|{% setvar.*?endsetvar %}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}",
    re.S,
)
IN_PIECES = {"allauth/elements/button.html"}
SAYING = {  # calls whose words somebody reads
    "ValidationError",
    "PhotoRefused",
    "TextMovedOn",
    "HttpResponseBadRequest",
    "success",
    "warning",
    "info",
    "error",
    "display",
    "be_column",
}
LABELS = {"label", "help_text", "empty_label", "description", "verbose_name", "short_description"}


def template_words(path: Path) -> str:
    """What a template says in any of its branches."""
    source = TAGS.sub("", path.read_text())
    return source if path.suffix == ".txt" else read(source)


def test_no_template_says_a_word_of_english_in_any_branch():
    found = {
        f"{path.relative_to(TEMPLATES)}: {word}"
        for path in TEMPLATES.rglob("*.*")
        if str(path.relative_to(TEMPLATES)) not in IN_PIECES
        for word in stray_words(template_words(path))
    }
    assert found == set()


def spoken_in(tree: ast.AST):
    """Literal words of a module that end up on a page."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        owner = getattr(getattr(node.func, "value", None), "id", "")
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        said = [word.value for word in node.keywords if word.arg in LABELS]
        if name in SAYING and owner != "log":
            said += node.args[1:] if name == "be_column" else node.args
        for part in (part for whole in said for part in ast.walk(whole)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_no_sentence_in_the_code_is_english():
    aside = {"migrations", "management"}  # read by engineers, who type commands and variables
    found = [
        f"{path.name}: {words}"
        for folder in ("kmnet/thai", "villages", "members", "stories")
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py")
        if not aside & set(path.parts)
        for words in spoken_in(ast.parse(path.read_text()))
        # Keys of a dict of errors are names of fields, or the beginning of one.
        if stray_words(words) and not words.removesuffix("-").isidentifier()
    ]
    assert found == []


def test_choices_are_thai():
    found = [
        f"{field}: {label}"
        for model in apps.get_models()
        if model._meta.app_label in settings.DESK_APPS
        for field in model._meta.get_fields()
        for _, label in getattr(field, "flatchoices", None) or []
        if stray_words(str(label))
    ]
    assert found == []
