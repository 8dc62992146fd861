"""LINE's endpoints: one module a topic, each with a table of its routes."""
