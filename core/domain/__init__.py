"""Domain objects, rules and use cases, independent of HTTP."""
