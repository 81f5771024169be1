"""What a session did, worked out from its events, and exact sums of that."""
