"""The files assessment makes, in processes of their own."""
