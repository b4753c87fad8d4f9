"""A page taken apart into its tags."""

from html.parser import HTMLParser


class Tags(HTMLParser):
    """The tags of a page, in their order."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, {name: value or "" for name, value in attributes}))

    def all(self, name: str) -> list[dict[str, str]]:
        """The attributes of each tag of that name."""
        return [attrs for tag, attrs in self.tags if tag == name]
