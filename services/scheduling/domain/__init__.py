"""The rules of scheduling: one record per file, its life cycle on top."""
