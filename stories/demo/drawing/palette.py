"""The paints, the hours of the day and how colours are stirred together."""

Colour = tuple[int, int, int]

PAINTS = {
    "leaf": "#2f6b4f",
    "leaf_light": "#6f9a54",
    "leaf_bright": "#a9b957",
    "leaf_dark": "#1d4538",
    "earth": "#c99762",
    "earth_dark": "#8d5a3b",
    "sand": "#ecd6aa",
    "water": "#4b8b93",
    "water_light": "#a4cfc5",
    "wood": "#744a32",
    "wood_light": "#b88a5e",
    "straw": "#dcb974",
    "cream": "#fbf1dc",
    "white": "#fffaf0",
    "marigold": "#d98a1f",
    "clay": "#a6472f",
    "indigo": "#2f4a6b",
    "teal": "#2f7f86",
    "rose": "#cf6f7c",
    "plum": "#743a56",
    "ink": "#2b2a26",
    "hair": "#2d2522",
    "grey": "#b9b2a8",
    "skin": "#c1865b",
    "skin_light": "#d6a072",
    "skin_dark": "#a36c49",
    "smoke": "#ece3d2",
}
CLOTHS = ("marigold", "clay", "indigo", "teal", "rose", "plum", "leaf", "cream")

# The light of the hour: sky from top to horizon, sun, the air between hills, and what the hour
# does to every other colour.
MOODS = {
    "dawn": {
        "sky": ("#86b0b3", "#f0cfab", "#fbe6c4"),
        "sun": "#fff3d0",
        "haze": "#f7dfbf",
        "far": "#93aaa8",
        "tint": ("#e79c62", 0.10),
    },
    "noon": {
        "sky": ("#6fb2c2", "#b7dad2", "#f5edd4"),
        "sun": "#fff8e0",
        "haze": "#e9ecd6",
        "far": "#7ca79d",
        "tint": ("#fff0b8", 0.05),
    },
    "dusk": {
        "sky": ("#5d5b85", "#d4866c", "#f6c07c"),
        "sun": "#ffe0a0",
        "haze": "#eeb083",
        "far": "#7d6a86",
        "tint": ("#7b3a52", 0.20),
    },
    "rain": {
        "sky": ("#7f969d", "#b3c3c0", "#dcdfd0"),
        "sun": "#e6e8dc",
        "haze": "#cfd8d0",
        "far": "#869d9c",
        "tint": ("#668289", 0.22),
    },
}
HOURS = ("dawn", "noon", "dusk", "noon", "dawn", "rain")


def rgb(code: str) -> Colour:
    """Return "#rrggbb" as three numbers from 0 to 255."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with `share` (0 to 1) of `other` stirred in."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def paints_at(hour: str) -> dict[str, Colour]:
    """Return every paint by name in the light of an hour, the sun, haze and far hills among them."""
    mood = MOODS[hour]
    tint, share = mood["tint"]
    paints = {name: mix(rgb(code), rgb(tint), share) for name, code in PAINTS.items()}
    return paints | {name: rgb(mood[name]) for name in ("sun", "haze", "far")}


def sky_at(hour: str) -> tuple[Colour, Colour, Colour]:
    """Return the colours of an hour's sky: top, middle, horizon."""
    top, middle, low = MOODS[hour]["sky"]
    return rgb(top), rgb(middle), rgb(low)
