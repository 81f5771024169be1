"""What the statistics tab shows of processed data, made and kept ready."""
