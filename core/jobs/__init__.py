"""Apache Beam pipelines and their inputs and outputs."""
