"""The command line: reads a request, calls one act, shows the answer."""
