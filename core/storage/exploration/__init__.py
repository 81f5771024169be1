"""Explorations, their versions and rights."""
