"""Faults on purpose: a proxy that breaks things, a real site that can be killed, and the cases."""

import os

FULL = os.environ.get("KMNET_FAULTS") == "full"  # as `make faults` runs the cases
MANY = 200 if FULL else 20  # submissions during which something is killed
KILLS = 5 if FULL else 1  # how often, each time at another moment
