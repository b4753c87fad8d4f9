from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who: people, where they serve, how they are found and invited."""

    name = "members"
    verbose_name = "ภาคีเครือข่าย"

    def ready(self):
        from members import carrying

        carrying.register()
