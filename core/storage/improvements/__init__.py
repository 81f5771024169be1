"""What creators decide about what deserves a change."""
