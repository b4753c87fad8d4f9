"""Formats of numbers and times where Django formats them itself."""
