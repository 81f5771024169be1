"""The HTTP server: receives complete requests, serves senders fairly."""
