"""What scheduling shows of its records, one file per matter."""
