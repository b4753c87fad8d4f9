"""Public pages kept ready in front of Django, dropped the moment something they show changes.

    application = ready.in_front_of(get_wsgi_application())     # kmnet.wsgi, and nowhere else

A page that says `Cache-Control: public` is remembered as bytes, compressed once, together with the
tables its queries read. Postgres tells of every change to those tables (triggers, `NOTIFY`); each
worker listens on a connection of its own and drops what read them. Whatever is in doubt is not
served ready: a table that tells nothing, a connection that has been silent, a page whose rendering
had begun before the change. Then Django answers, as it would without any of this.

- `front`: the door: what is looked up, asked of Django, remembered
- `pages`: one page as bytes: encodings, ETag, 304, HEAD
- `shelf`: the pages in memory, bounded by bytes
- `queries`: which tables a statement reads, and whether it writes
- `changes`: the thread that listens to Postgres
- `ticks`: small work that no reader waits for
"""

from kmnet.ready.changes import may_lag
from kmnet.ready.front import in_front_of
from kmnet.ready.ticks import every_tick, ticking

__all__ = ["every_tick", "in_front_of", "may_lag", "ticking"]
