"""Two versions, or two ranges of days, side by side."""
