"""One development-target class, carried from the annual plan to its certificates over REST."""
