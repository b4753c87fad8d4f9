"""The words of the demo network: invented people and a year of their visits, as plain data."""
