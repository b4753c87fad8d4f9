"""Pages in memory, bounded by bytes, dropped by the tables they read."""

import threading
from collections.abc import Hashable, Iterable

from kmnet.ready.pages import Page


class Shelf:
    """Pages by key. Whoever reads takes no lock; every change holds it.

    `pages` is read directly, by one dictionary lookup. `moment` counts changes: a page may be put
    here when nothing it read has changed since the moment at which its rendering began.
    """

    def __init__(self, room: int):
        """`room` in bytes, all encodings together; 0 keeps nothing."""
        self.room = room
        self.pages: dict[Hashable, Page] = {}
        self.moment = 0
        self._changed: dict[str, int] = {}  # table: the moment of its last change
        self._emptied = 0
        self._held = 0  # bytes
        self._lock = threading.Lock()

    def keep(self, key: Hashable, page: Page, since: int) -> bool:
        """Put a page here whose rendering began at moment `since`; False when it is out of date."""
        with self._lock:
            changed = (self._changed.get(table, 0) for table in page.tables)
            if max(self._emptied, *changed, 0) > since or page.size > self.room:
                return False
            self._take(key)
            self.pages[key] = page
            page.grew = self._grew
            self._held += page.size
            self._make_room()
            return True

    def changed(self, tables: Iterable[str]) -> None:
        """Drop every page that read one of these tables."""
        tables = set(tables)
        with self._lock:
            self.moment += 1
            self._changed |= dict.fromkeys(tables, self.moment)
            for key in [key for key, page in self.pages.items() if page.tables & tables]:
                self._take(key)

    def empty(self) -> None:
        """Drop everything, and refuse whatever is being rendered now."""
        with self._lock:
            self.moment += 1
            self._emptied = self.moment
            for key in list(self.pages):
                self._take(key)

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._held

    def _take(self, key: Hashable) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            page.grew = None
            self._held -= page.size

    def _grew(self, page: Page, size: int) -> None:
        """A page got another encoding, of `size` bytes."""
        with self._lock:
            page.size += size
            if page.grew:  # and still stands here
                self._held += size
                self._make_room()

    def _make_room(self) -> None:
        """Drop the oldest; what was asked for since its last turn gets another."""
        while self._held > self.room and self.pages:
            key, page = next(iter(self.pages.items()))
            if page.asked:
                page.asked = False
                self.pages[key] = self.pages.pop(key)
            else:
                self._take(key)
