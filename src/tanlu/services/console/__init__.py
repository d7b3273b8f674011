"""Services behind the console's pages: what they show of a case, kept until a file of the case changes."""
