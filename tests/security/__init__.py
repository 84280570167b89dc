"""What an attacker would try, and what keeps the rights as they were decided."""
