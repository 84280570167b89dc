"""The files finance makes, in processes of their own."""
