"""Proves that learners are counted exactly once; see __main__.py."""
