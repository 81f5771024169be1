"""From the event log to processed data, kept up to date session by session."""
