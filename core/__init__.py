"""The application: controllers -> domain -> storage, on platform."""
