"""What creators take with them: the event log, and what each field means."""
