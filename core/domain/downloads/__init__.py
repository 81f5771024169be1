"""Downloads for creators: the event log and its data dictionary."""
