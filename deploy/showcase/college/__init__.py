"""The second play: in the cadre college, a class of cadres that a host has ordered."""
