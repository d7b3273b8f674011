"""One file a step, each with the step that it follows; a step that has been released is never edited."""
