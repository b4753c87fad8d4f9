"""Copies the published stories of a database of the site into Wagtail's, as pages.

    DATABASE_URL=… python -m bench.peer.fill URL-OF-OURS

Run by Wagtail's own Python, in an empty database whose tables are there.
"""

import sys
from html import escape

import django
import psycopg

STORIES = """
SELECT s.number, r.title, r.body, s.published_at, t.district_id,
    concat(v.name, ' หมู่ ', v.moo, ' ตำบล', t.name, ' อำเภอ', d.name),
    (
        SELECT string_agg(p.called || split_part(p.name, ' ', 1), 'กับ' ORDER BY told.position)
        FROM stories_teller told JOIN stories_person p ON p.id = told.person_id
        WHERE told.revision_id = r.id
    )
FROM stories_story s
JOIN stories_revision r ON r.id = s.published_revision_id
JOIN villages_village v ON v.code = s.village_id
JOIN villages_tambon t ON t.code = v.tambon_id
JOIN villages_district d ON d.code = t.district_id
WHERE s.state = 'published'
ORDER BY s.number
"""
INTRO = 240  # letters of a story on its card


def main(arguments: list[str]) -> int:
    """Fills the database that DATABASE_URL names from the one that the argument names."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    with psycopg.connect(arguments[0]) as ours:
        add_stories(story_list(), ours.execute(STORIES).fetchall())
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return 0


def story_list():
    """The page that all stories stand below, in a new site with home and a menu."""
    from wagtail.models import Page, Site

    from bench.peer.site.models import PlainPage, StoryList

    Page.objects.get(depth=2).delete()  # Wagtail's greeting
    title = "เรื่องเล่าจากหมู่บ้าน"
    home = Page.objects.get(depth=1).add_child(instance=PlainPage(title=title, slug="home"))
    Site.objects.create(
        hostname="kmnet.example", site_name=title, root_page=home, is_default_site=True
    )
    for name, slug in (("เราเป็นใคร", "about"), ("ข้อมูลของคุณ", "privacy")):
        page = PlainPage(title=name, slug=slug, show_in_menus=True, body=f"<p>{name}</p>")
        home.add_child(instance=page)
    return home.add_child(instance=StoryList(title="เรื่องเล่า", slug="stories", show_in_menus=True))


def add_stories(listed, rows: list[tuple]) -> None:
    """Writes the stories below `listed` as `add_child` would, in a tenth of the time."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Page

    from bench.peer.site.models import Story

    kind = ContentType.objects.get_for_model(Story)
    pages = [
        Page(
            title=title,
            draft_title=title,
            slug=str(number),
            content_type=kind,
            locale=listed.locale,
            path=Page._get_path(listed.path, listed.depth + 1, place),
            depth=listed.depth + 1,
            url_path=f"{listed.url_path}{number}/",
            first_published_at=moment,
            last_published_at=moment,
        )
        for place, (number, title, _, moment, *_) in enumerate(rows, start=1)
    ]
    Page.objects.bulk_create(pages, batch_size=1000)
    Page.objects.filter(pk=listed.pk).update(numchild=len(pages))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO site_story"
            " (page_ptr_id, intro, body, published, district, place, teller)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                (page.pk, text[:INTRO].partition("\n")[0], rich(text), *rest)
                for page, (_, _, text, *rest) in zip(pages, rows, strict=True)
            ],
        )


def rich(text: str) -> str:
    """The text as Wagtail's editor keeps it, a paragraph for each of its own."""
    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in text.split("\n\n"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
