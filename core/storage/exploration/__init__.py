"""Explorations, their versions and who may do what with them."""
