"""One module a command: it gathers what the command needs, does it, and shows the result."""
