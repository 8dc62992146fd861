"""One person's data: what there is, on request; away for ever, on request; and no longer than the rules say."""
