"""Pictures for the demo: the landscape and the work of southern Thailand, drawn by the program.

A demo needs photos, and no real person may stand in one. So each picture is drawn from a scene's
name and a seed, flat and warm like a silkscreen, and the same pair always gives the same picture.

The modules build on each other one way: palette and lines; brush; land, water, trees, plants,
figures and things; houses; the scenes; and the camera, which takes the picture.
"""

from .camera import as_jpeg, draw
from .scenes import SCENES

__all__ = ["SCENES", "as_jpeg", "draw"]
