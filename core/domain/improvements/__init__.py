"""The to-do list of a creator: rules, evidence, and what was decided."""
