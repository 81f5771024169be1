"""Import of explorations from other sources, such as Oppia."""
