"""Measures speed: `python -m tests.bench`. Figures are shown, never asserted."""

import logging
import warnings

# Said once by every import of eventlet; nameko cannot do without it.
warnings.filterwarnings("ignore", r"\s*Eventlet is deprecated")
# nameko's own proxy leaves replies behind when it closes, and amqp says so for each of them.
logging.getLogger("amqp").setLevel(logging.CRITICAL)
