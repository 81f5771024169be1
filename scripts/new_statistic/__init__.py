"""Writes the skeleton of a new statistic in every layer; see `__main__`."""
