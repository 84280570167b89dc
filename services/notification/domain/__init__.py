"""The rules of notification: notices and their audience, deliveries, to-do items. Pure."""
