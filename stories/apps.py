from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """What they do: visits, stories, the village's answer, reading."""

    name = "stories"
    verbose_name = "การลงพื้นที่และเรื่องเล่า"
