"""The five departments, each with its own records; they meet only over the bus."""
