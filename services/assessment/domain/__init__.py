"""The rules of examining and certifying; pure."""
