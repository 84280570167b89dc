"""Starting the suite, and the sample class that is carried through it."""
