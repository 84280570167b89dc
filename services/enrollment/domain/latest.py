"""Which event about a matter is the latest heard, so that an older one changes nothing."""

from dataclasses import dataclass


@dataclass(eq=False, kw_only=True)
class Heard:
    """The place of the latest event about one record in its producer's order."""

    matter: str
    record_id: str
    sequence: int

    def supersede(self, sequence: int) -> bool:
        """Whether an event is newer than all before; then it is the latest."""
        if sequence < self.sequence:
            return False
        self.sequence = sequence
        return True
