"""Apache Beam pipelines, their input and output."""
