"""Keeping ready what can be found: each public story as everybody sees it, no more and no later.

The database empties an entry in the transaction that changes what is seen of its story (migration
0012). Filling holds the entry's row and the story's village from before it reads until it has
written, so an emptying that comes meanwhile waits and then empties what was filled. Nobody has to
remember to call this: it runs after the deeds that publish and take back, on each worker's tick,
and from `manage.py index_stories`; run twice, or by two at once, it does no harm.
"""

import json
import logging
import re
from collections.abc import Iterable
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction
from django.db.models import Min, Prefetch
from django.utils import timezone

from kmnet.thai.dates import be_year
from kmnet.thai.words import Compared, fold, quoted, runs
from stories.models import Nugget, PersonConsent, SearchEntry, SearchWord, Story
from stories.models.stories import WEB
from stories.search import statistics

log = logging.getLogger(__name__)

# One more whenever what `make` writes into an entry changes: every entry is then made anew.
VERSION = 3

VILLAGE_HELD = 6932570  # beside a village's hash, the advisory lock that migration 0012 takes too
BATCH = 20  # stories whose rows are held at once
MOST_WORDS = 40  # of one story that may be meant by a misspelt one
MANY = 1000  # entries from which on they are filled in heaps
HEAP = 200
LONGEST_WORD = 80  # letters
_PHRASES = re.compile(r"[^\s,.;:!?()\[\]{}“”\"'‘’«»…/–—]+")

WRITE = """
    UPDATE stories_searchentry SET stale = false, version = %s, fresh_until = %s,
        published_at = %s, district = %s, aspects = %s, vector = %s::tsvector, whole = %s,
        title = %s, names = %s, nuggets = %s, shown = %s
    WHERE story_id = %s
"""


def refresh(limit: int = 200) -> int:
    """Fill what was emptied, has run out or was made by older rules; newest stories first.

    Entries of stories that are not public any more go. Returns how many entries were brought up to
    date, at most about `limit`; those that somebody else holds are left to them.
    """
    done, broken = 0, set()
    while done + len(broken) < limit:
        due = SearchEntry.objects.to_do(VERSION).exclude(pk__in=broken).order_by("-pk")
        held, failed = fill_held(due[:BATCH])
        if not held:
            break
        broken |= failed
        done += held - len(failed)
    return done


def fill_held(due) -> tuple[int, set[int]]:
    """Hold these entries, but for those that somebody else holds, and fill them.

    Returns how many were held, and which of them could not be filled: broken ones, and those whose
    village's people somebody is changing or reading just now.
    """
    with transaction.atomic():
        due = due.select_for_update(skip_locked=True, of=("self",))
        villages = dict(due.values_list("pk", "story__village"))
        held = hold(set(villages.values()))
        numbers = [number for number, village in villages.items() if village in held]
        later = villages.keys() - numbers
        return len(villages), later | fill(numbers) if numbers else set(later)


def hold(villages: set[str]) -> set[str]:
    """Hold what of these villages nobody else holds, until the commit; returns their codes.

    Never waits: whoever holds a village may be waiting for an entry that is held here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT code FROM unnest(%s::text[]) AS code
            WHERE pg_try_advisory_xact_lock(%s, hashtext(code) & 255)
            """,
            [sorted(villages), VILLAGE_HELD],
        )
        return {code for (code,) in cursor.fetchall()}


def keep_up() -> None:
    """What each worker does every few seconds: names of places, and whatever waits."""
    places()
    refresh()


def soon(**signal) -> None:
    """Fill a few entries once the transaction at hand stands, and once only for all its deeds.

    Receives the signals of what changes what is seen; what comes by other ways waits for a tick.
    """
    waiting = connection.run_on_commit
    if not any(deed is after_commit for _, deed, *_ in waiting):
        transaction.on_commit(after_commit, robust=True)


def after_commit() -> None:
    """What `soon` does: enough for a village, and what is more waits for the next tick."""
    refresh(limit=2 * BATCH)


def fill(numbers: list[int]) -> set[int]:
    """Fill the entries of these stories, whose rows are held; returns those that would not."""
    try:
        with transaction.atomic():
            write(numbers)
    except Exception:
        if len(numbers) == 1:
            # One story that cannot be made ready must not keep all others from being found.
            log.exception("The search entry of story %s could not be made.", numbers[0])
            return set(numbers)
        return {broken for number in numbers for broken in fill([number])}
    return set()


def write(numbers: list[int]) -> None:
    """Read what everybody sees of these stories and write it into their entries."""
    stories = list(
        Story.objects.published()
        .filter(pk__in=numbers)
        .with_titles()
        .prefetch_related(
            "aspects",
            "published_revision__tellers__person",
            Prefetch("published_revision__nuggets", Nugget.objects.select_related("holder")),
        )
    )
    ends = ends_of_consents({story.village_id for story in stories})
    rows, words = [], {}
    for story in stories:
        row, words[story.pk] = make(story)
        rows.append([VERSION, ends.get(story.village_id), *row, story.pk])
    SearchEntry.objects.filter(pk__in=numbers).exclude(pk__in=words).delete()
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, rows)
    keep_words(words)


def ends_of_consents(villages: set[str]) -> dict:
    """The first day on which somebody's leave to be named ends, by village."""
    ending = PersonConsent.objects.names(WEB).filter(person__village__in=villages)
    ending = ending.exclude(until=None).order_by().values("person__village")
    return dict(ending.annotate(end=Min("until")).values_list("person__village", "end"))


def make(story: Story) -> tuple[list, list[str]]:
    """(what is written of a story, words of it that may be meant by a misspelt one)."""
    shown, village = story.shown, story.village
    nuggets = [shown.said(nugget) for nugget in story.published_revision.nuggets.all()]
    aspects = [aspect.name for aspect in story.aspects.all()]
    title = Compared(shown.title)
    names = Compared("\n".join([*shown.tellers, village.full_name, *aspects]), lines=True)
    known = Compared(
        "\n".join(f"{each.knows}\n{each.how}\n{each.holder_line}" for each in nuggets), lines=True
    )
    body = Compared(shown.body)
    pieces = title.pieces | names.pieces | known.pieces | body.pieces
    pieces |= {f"A{piece}" for piece in title.pieces}
    pieces |= {f"B{piece}" for piece in names.pieces}
    pieces |= {f"C{piece}" for piece in known.pieces}
    pieces |= {f"S{aspect.pk}" for aspect in story.aspects.all()}
    district = village.tambon.district_id
    pieces |= {f"D{district}", f"Y{be_year(timezone.localtime(story.published_at))}"}
    words = words_of(
        [shown.title, *shown.tellers, *(each.knows for each in nuggets)], [shown.title, shown.body]
    )
    copy = {
        "title": one_line(shown.title),
        "tellers": shown.tellers_line,
        "place": f"{village.short_name} ต.{village.tambon.name} อ.{village.tambon.district.name}",
        "nuggets": [[each.knows, one_line(each.how), each.holder_line] for each in nuggets],
        "body": one_line(shown.body),
    }
    row = [
        story.published_at,
        district,
        [aspect.pk for aspect in story.aspects.all()],
        " ".join(map(quoted, sorted(pieces))),
        "\n".join(part.text for part in (title, names, known, body)),
        title.text,
        names.text,
        known.text,
        json.dumps(copy, ensure_ascii=False),
    ]
    return row, words


def one_line(text: str) -> str:
    """A text with its letters as written, spaced as it is compared (`normalise_query`)."""
    return " ".join(text.split()).replace(" ๆ", "ๆ")


def words_of(whole: Iterable[str], running: Iterable[str]) -> list[str]:
    """Short phrases by which a story may be asked for: some as they are, some cut at spaces."""
    found = [" ".join(each.split()) for each in whole]
    found += [phrase for text in running for phrase in _PHRASES.findall(text)]
    fit = [
        each
        for each in dict.fromkeys(found)
        if len(each) <= LONGEST_WORD and 2 <= sum(map(len, runs(each))) <= 12
    ]
    return fit[:MOST_WORDS]


def keep_words(words: dict[int, list[str]]) -> None:
    """Keep the words of these entries for guessing, each from a few entries at most."""
    SearchWord.objects.filter(entry__in=words).delete()
    wanted = {word for each in words.values() for word in each}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, count(*) FROM stories_searchword WHERE word = ANY (%s) GROUP BY word",
            [list(wanted)],
        )
        vouchers = dict(cursor.fetchall())
    rows = []
    for entry, said in words.items():
        for word in said:
            vouchers[word] = vouchers.get(word, 0) + 1
            if vouchers[word] <= SearchWord.VOUCHERS:
                rows.append(SearchWord(word=word, key=fold(word)[:LONGEST_WORD], entry_id=entry))
    SearchWord.objects.bulk_create(rows, batch_size=1000)


def places() -> None:
    """Keep the names of places and aspects for guessing, as they are today."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name FROM villages_district UNION SELECT name FROM villages_tambon
            UNION SELECT name FROM villages_village WHERE name <> ''
            UNION SELECT name FROM villages_aspect
            """
        )
        names = {name for (name,) in cursor.fetchall()}
    # บ้านทาบทอง is asked for as ทาบทอง too.
    names |= {name.removeprefix("บ้าน") for name in names}
    names = {name for name in names if 1 < len(name) <= LONGEST_WORD}
    kept = SearchWord.objects.filter(entry=None)
    known = set(kept.values_list("word", flat=True))
    if known != names:
        kept.filter(word__in=known - names).delete()
        SearchWord.objects.bulk_create(
            SearchWord(word=name, key=fold(name)[:LONGEST_WORD]) for name in names - known
        )


def begin_anew() -> None:
    """Have every entry made again; until then they stay as they are."""
    SearchEntry.objects.update(version=0)


@contextmanager
def many_at_once():
    """For the while of the block the index takes in what is filled in heaps: quick for thousands.

    Searches are slower meanwhile, for they look through the heap.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64MB'; SET maintenance_work_mem = '128MB'")
        cursor.execute("ALTER INDEX search_vector SET (fastupdate = on)")
        cursor.execute("ALTER INDEX search_vector SET (gin_pending_list_limit = 32768)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER INDEX search_vector SET (fastupdate = off)")
            cursor.execute("ALTER INDEX search_vector RESET (gin_pending_list_limit)")
            cursor.execute("SELECT gin_clean_pending_list('search_vector')")
            cursor.execute("RESET work_mem; RESET maintenance_work_mem")


def refresh_all(told=lambda done: None) -> int:
    """Fill all that is to be filled, and have Postgres look around; `told` hears how far it is.

    Village by village: its people are the same, and so is how their names are written.
    """
    places()
    due = SearchEntry.objects.to_do(VERSION)
    numbers = list(due.order_by("story__village", "pk").values_list("pk", flat=True))
    many, done = len(numbers) > MANY, 0
    with many_at_once() if many else nullcontext():
        for start in range(0, len(numbers), MANY):
            for first in range(start, min(start + MANY, len(numbers)), HEAP):
                held, failed = fill_held(due.filter(pk__in=numbers[first : first + HEAP]))
                done += held - len(failed)
            told(done)
    if many:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE stories_searchentry")
            cursor.execute("ANALYZE stories_searchword")
        statistics.forget()
    return done
