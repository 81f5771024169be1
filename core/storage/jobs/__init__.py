"""Runs of jobs and what they found."""
