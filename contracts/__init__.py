"""Everything that crosses the bus: commands, queries, views and events, one file per service."""
