"""Explorations of other sources, such as Oppia, read as this project's own."""
