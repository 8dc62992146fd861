"""Actions of the registry done to many friends at once, by the hand of staff: foreseen, done in chunks, undone."""
