"""Scheduled work: folds, views, audits, exclusions, expiry and sweeps."""
