"""What differs by environment; imports nothing of the rest."""
