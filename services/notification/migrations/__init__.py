"""Schema versions of notification."""
