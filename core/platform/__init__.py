"""What differs by environment; imports no other package of core."""
