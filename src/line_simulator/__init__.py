"""A local, faithful LINE platform for tests, demonstrations and load; see docs/develop/simulator.md."""
