"""Routes of the API, a file for each page of the console; each calls one act and shows its answer."""
