"""Makes the bundled weights again from their sources; not part of the installed program."""
