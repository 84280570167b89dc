"""Mechanism only: bus, outbox, inbox, store, clock, rights, metrics. It knows no department."""

import warnings

# Said by every first import of eventlet; nameko cannot do without it, and no operator can help it.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
