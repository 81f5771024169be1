"""NDB models only; nothing in here imports another layer."""
