"""The jobs, their schedules, and the records of their runs."""
