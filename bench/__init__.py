"""Benchmarks of the main paths, each against a limit that is measured or published. See README.md for the method."""
