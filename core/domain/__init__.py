"""What things are and what happens to them; no web in here."""
