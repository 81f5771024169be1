"""What is done from time to time: folding, making views, auditing."""
