"""The gateway: sign-in, the portal, the REST door, and the frame around the desks."""
