"""The cached views of processed data that the statistics tab shows."""
