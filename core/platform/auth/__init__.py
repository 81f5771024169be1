"""Authentication: sign-in, signed sessions and the signing key."""
