"""Prose and code agree: the README, the settings, the folders, the pins and the words."""

import ast
import importlib.resources
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.walk import routes

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = ("kmnet", "villages", "members", "stories")
NOT_OURS = {".git", ".venv", "var", ".pytest_cache", ".ruff_cache", "__pycache__"}


def source_files(*folders: str, suffix: str = ".py") -> list[Path]:
    """Files of ours below the folders, by name."""
    found = []
    for folder in folders:
        found += [path for path in (ROOT / folder).rglob(f"*{suffix}") if path.is_file()]
    return sorted(path for path in found if not NOT_OURS & set(path.parts))


def section(title: str) -> str:
    """The part of the README under a heading of the second level."""
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.S | re.M)[1]


# Who knows whom ---------------------------------------------------------------------------------


def imported(path: Path) -> set[str]:
    """Our own packages that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
    return found & {*PACKAGES, "tests"}


@pytest.mark.parametrize(
    ("package", "may_import"),
    [
        ("kmnet", {"kmnet"}),
        ("villages", {"kmnet", "villages"}),
        ("members", {"kmnet", "villages", "members"}),
        ("stories", {"kmnet", "villages", "members", "stories"}),
    ],
)
def test_imports_go_one_way(package, may_import):
    wrong = {
        str(path.relative_to(ROOT)): sorted(imported(path) - may_import)
        for path in source_files(package)
        if imported(path) - may_import
    }
    assert wrong == {}


def test_thai_text_and_dates_know_nobody():
    assert {name for path in source_files("kmnet/thai") for name in imported(path)} <= {"kmnet"}


def test_only_settings_and_urls_name_the_apps_in_words():
    """A dotted path in a string is an import too: "stories.urls", "members.User"."""
    named = {
        str(path.relative_to(ROOT))
        for path in source_files("kmnet")
        if re.search(r"""["'](?:stories|members|villages)(?:\.\w+)*["']""", path.read_text())
    }
    assert named == {"kmnet/settings.py", "kmnet/urls.py"}


# The README's map and words ---------------------------------------------------------------------


def mapped() -> set[str]:
    """Paths that the folder map names, folders without their last slash."""
    block = re.search(r"```text\n(.*?)```", section("Folder map"), re.S)[1]
    found, folder = set(), ""
    for line in block.splitlines():
        names = [name.rstrip("/") for name in re.split(r"\s{2,}", line.strip())[0].split()]
        if line.startswith("  "):
            found |= {f"{folder}/{name}" for name in names}
        else:
            folder = names[0]
            found |= set(names)
    return found


def standing() -> set[str]:
    """What is there: everything at the top, and the modules and folders of each package."""
    found = {path.name for path in ROOT.iterdir() if path.name not in NOT_OURS | {".gitignore"}}
    for package in PACKAGES:
        for path in (ROOT / package).iterdir():
            kept = path.suffix == ".py" or any(each.is_file() for each in path.rglob("[!.]*"))
            if kept and path.name not in NOT_OURS | {"__init__.py"}:
                found.add(f"{package}/{path.name}")
    return found


def test_the_folder_map_names_what_is_there_and_nothing_else():
    assert mapped() == standing()


def test_the_glossary_names_every_model_that_people_speak_of():
    words = section("Glossary")
    parts = {"Companionship", "RevisionPhoto", "Reads"}  # rows between two things of the glossary
    models = {
        model.__name__
        for label in PACKAGES
        for model in apps.get_app_config(label).get_models()
        if model.__name__ not in parts
    }
    named = set(re.findall(r"`(\w+)`", words))
    assert models - named == set()
    parts_of = {"scribe", "is_statement", "walks_with", "companion", "buddy"}
    assert named - models == parts_of | {"carrier", "holder", "again", "wants"}


def test_the_words_of_the_states_are_the_words_of_the_code():
    from stories.models import Story

    for state in Story.State:
        assert state.label.removesuffix("แล้ว") in section("Glossary"), state.label


def test_the_readme_names_every_command_that_belongs_on_a_timer():
    timers = set(
        re.findall(r"`manage\.py (\w+)` \| (?:daily|every)", section("Running it in production"))
    )
    people = {"send_letters", "tend_nominations", "erase_files", "erase_again"}
    assert timers == people | {"tend_handovers", "tell_moves", "ask_still_walking"}


def test_the_readme_begins_in_thai_and_has_its_parts():
    first = README.split("\n\n")[1]
    assert len(re.findall("[ก-๙]", first)) > 300
    titles = re.findall(r"^## (.+)$", README, re.M)
    assert titles == [
        "Two commands",
        "ลองดูในห้านาที",
        "Folder map",
        "Glossary",
        "Configuration",
        "Running it in production",
        "Speed",
        "Decisions",
        "Sources",
    ]


def test_the_readme_knows_the_demo_sign_ins_and_their_password():
    from kmnet.run import SIGN_INS

    named = dict(re.findall(r"^\| `(\S+@\S+)` \| (\S+)", section("ลองดูในห้านาที"), re.M))
    assert list(named) == list(SIGN_INS)
    for email, who in SIGN_INS.items():
        assert named[email].split()[0] == who.split()[0]
    assert f"`{settings.DEMO_PASSWORD}`" in section("ลองดูในห้านาที")


def test_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.M)) <= targets
    commands = {path.stem for path in source_files(*PACKAGES) if path.parent.name == "commands"}
    django = {"migrate", "collectstatic", "createsuperuser", "check", "shell"}
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= commands | django


# Variables --------------------------------------------------------------------------------------


def read_by_python() -> set[str]:
    """Variables that the site's own code reads."""
    reading = re.compile(r"""(?:env(?:_bool|_list)?|required|environ\.get)\(\s*["']([A-Z_]+)["']""")
    found = {name for path in source_files("kmnet") for name in reading.findall(path.read_text())}
    return found - {"DJANGO_SETTINGS_MODULE"}


def read_by_commands() -> set[str]:
    """Variables that the Makefile and the scripts read beside these."""
    makefile = (ROOT / "Makefile").read_text()
    found = set(re.findall(r"\$\(([A-Z_]+)\)", makefile))
    for path in source_files("scripts", suffix=".sh"):
        found |= set(re.findall(r"\$\{([A-Z_]+)[:}]", path.read_text()))
    return found


def test_only_settings_and_what_starts_before_it_read_the_environment():
    readers = {
        str(path.relative_to(ROOT))
        for path in source_files(*PACKAGES)
        if re.search(r"environ\.get\(|environ\[|getenv", path.read_text())
    }
    assert readers == {
        "kmnet/settings.py",
        "kmnet/postgres.py",
        "kmnet/postgres_place.py",
        "kmnet/run.py",
    }


def test_the_configuration_table_lists_every_variable_and_no_other():
    named = re.findall(r"^\| `([A-Z_]+)` \|", section("Configuration"), re.M)
    assert len(named) == len(set(named))
    assert set(named) == read_by_python() | read_by_commands()


def test_the_example_file_lists_every_variable_and_no_other():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [found[1] for line in lines if (found := re.match(r"(?:# )?([A-Z_]+)=", line))]
    assert len(named) == len(set(named))
    assert set(named) == read_by_python()


# Dependencies and versions ----------------------------------------------------------------------


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    groups = PYPROJECT["dependency-groups"]
    wanted = [*PYPROJECT["project"]["dependencies"], *groups["dev"], *groups["peer"]]
    without = [
        each for each in wanted if not re.search(rf'"{re.escape(each)}",  # \S.{{8,}}', text)
    ]
    assert without == []


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-peer.txt"]
)
def test_every_pin_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==\S+ .*\\$", text, re.M)
    blocks = re.split(r"^(?=[\w.-]+(?:\[[^]]*\])?==)", text, flags=re.M)[1:]
    assert len(pins) == len(blocks) > 15
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"https?:|file:|--index|--find-links|\s@\s", text)


def test_every_named_dependency_is_pinned():
    def names(requirements):
        return {re.match(r"[\w.-]+", each)[0].lower() for each in requirements}

    pinned = names(
        re.findall(
            r"^[\w.-]+(?:\[[^]]*\])?==\S+", (ROOT / "requirements-dev.txt").read_text(), re.M
        )
    )
    wanted = names(PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"])
    assert wanted - pinned == set()


def test_the_changelog_begins_with_this_version():
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert versions[0] == PYPROJECT["project"]["version"]
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(numbers, reverse=True)


# Templates and addresses ------------------------------------------------------------------------


def sources() -> str:
    """All our Python and templates as one text."""
    files = source_files(*PACKAGES) + source_files("templates", suffix=".*")
    return "\n".join(path.read_text() for path in files)


def named_by_libraries() -> set[str]:
    """Templates that Django and allauth ask for by name, or bring along to be replaced."""
    found = {"400.html", "403.html", "404.html", "429.html", "500.html"}
    for package in ("django", "allauth"):
        folder = Path(str(importlib.resources.files(package)))
        for path in folder.rglob("templates/**/*.*"):
            found.add(str(path).split("/templates/", 1)[1])
    # allauth puts the name of a letter together from parts; some have a subject in one kind only.
    return found | {name.replace("_message.txt", "_subject.txt") for name in found}


def test_every_template_is_used():
    text, theirs, unused = sources(), named_by_libraries(), []
    for path in source_files("templates", suffix=".*"):
        name = str(path.relative_to(ROOT / "templates"))
        parts = re.fullmatch(r"letters/(\w+)_(?:subject|body)\.txt", name)
        called = [f'"{name}"', f"'{name}'"]
        if parts:
            called.append(f'name="{parts[1]}"')
        if re.fullmatch(r"\d{3}\.html", name):
            called.append(f"fault_page({name[:3]})")
        if name not in theirs and not any(each in text for each in called):
            unused.append(name)
    assert unused == []


OFF = {  # doors of allauth that are closed here; its pages speak of them behind a condition
    "account_request_login_code",
    "account_confirm_password_reset_code",
    "mfa_trust",
}


def test_every_name_of_an_address_is_one_that_exists():
    asked = re.findall(
        r"""(?:{%\s*url|reverse\(|redirect\(|reverse_lazy\()\s*["']([\w:-]+)["']""", sources()
    )
    names = {route.name for route in routes()}
    assert len(set(asked)) > 15
    assert set(asked) - names == OFF


def test_every_script_and_picture_is_used():
    text = sources() + "\n".join(path.read_text() for path in source_files("static", suffix=".css"))
    unused = [path.name for path in source_files("static", suffix=".*") if path.name not in text]
    assert unused == []


# Words ------------------------------------------------------------------------------------------

OFFICIALESE = re.compile(
    "กรุณา|โปรด|ดำเนินการ|บูรณาการ|กำชับ|ตามตัวชี้วัด|ผู้ใช้งาน|อนุมัติ|เกินกำหนด|ไม่ผ่านการ|ซิงค์|อัปโหลด"
    "|ข้อมูลไม่ถูกต้อง|ไม่พบข้อมูล"
)


# The network's own sentence about people, older than this site.
OWN_WORDS = "ไม่วิ่งตามตัวชี้วัด"


def thai_sentences():
    """(where, words) of every Thai text of templates and code; the demo's stories left out."""
    for path in source_files("templates", suffix=".*"):
        plain = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!doctype[^>]*>|<!--.*?-->", "", path.read_text())
        yield path.name, plain
    for path in source_files(*PACKAGES):
        if "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            words = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
            if isinstance(words, str) and re.search("[ก-๙]", words) and words != OWN_WORDS:
                yield f"{path.name}:{node.lineno}", words


def test_nothing_shouts_and_nothing_sounds_like_an_office():
    sins = []
    for where, words in thai_sentences():
        sins += [f"{where}: {found}" for found in OFFICIALESE.findall(words)]
        sins += [f"{where}: !" for _ in re.findall(r"[ก-๙\s]!", words)]
    assert sins == []


def test_no_sentence_ends_in_a_polite_particle():
    """The site speaks to everybody, so it is nobody's ครับ or ค่ะ."""
    assert [
        where
        for where, words in thai_sentences()
        if re.search(r"(?:นะ)?(?:ครับ|คะ|ค่ะ)(?=[\s<”]|$)", words)
    ] == []


def test_no_file_speaks_of_the_machine_it_was_written_on():
    places = ("/work" + "/main", "/work" + "/shared", ".." + "/shared", "/root" + "/.")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in NOT_OURS:
            files += [path for path in folder.rglob("*") if path.is_file()]
    found = [
        f"{path.relative_to(ROOT)}: {place}"
        for path in files
        if path.suffix not in {".png", ".mo", ".pyc"} and not NOT_OURS & set(path.parts)
        for place in places
        if place in path.read_text(errors="replace")
    ]
    assert found == []
