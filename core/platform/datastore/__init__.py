"""Which datastore runs: decided here and nowhere else."""
