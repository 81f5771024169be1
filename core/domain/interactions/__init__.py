"""The interactions of states, one module each."""
