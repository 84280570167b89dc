"""Who reads in the portal."""

from contracts.roles import Role

R = Role
