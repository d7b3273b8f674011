"""The server: JSON API, console and public pages on one port; each request calls one service and shows its answer."""
