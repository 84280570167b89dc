"""The second play: in the cadre college, a class of section-level cadres that a host has ordered."""
