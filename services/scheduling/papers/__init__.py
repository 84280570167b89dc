"""What scheduling writes into files, in processes of their own."""
