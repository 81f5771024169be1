"""webapp2 handlers: permissions, requests and responses."""
