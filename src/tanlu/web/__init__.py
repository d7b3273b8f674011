"""The server: JSON API, console and later the public pages on one port; each request calls one act and shows its answer."""
