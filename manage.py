#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it brings up the private Postgres for itself."""

import os
import sys

from kmnet import postgres


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kmnet.settings")
    from django.core.management import execute_from_command_line

    if os.environ.get("DATABASE_URL"):
        execute_from_command_line(sys.argv)
        return
    with postgres.running(postgres.data_dir()) as url:
        os.environ["DATABASE_URL"] = url
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
