"""Services that differ by environment; imports no other package of core."""
