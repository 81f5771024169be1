"""Jobs: which there are, when they run, and what became of each run."""
