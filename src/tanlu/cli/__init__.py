"""The command line: reads a request, calls one service, shows the answer."""
