"""The interactions of cards, one module each."""
