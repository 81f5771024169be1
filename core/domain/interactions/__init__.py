"""The interactions that a card can have, one module each."""
