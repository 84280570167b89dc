"""What enrollment reads from and writes into files, in processes of their own."""
