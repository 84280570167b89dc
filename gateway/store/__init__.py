"""The portal's own records: accounts and duties, the board and the log of facts every department's
events feed, the policy library, the log of the seal.
"""

from gateway.store.accounts import AccountLookups
from gateway.store.boards import BoardLookups
from gateway.store.facts import FactLookups
from gateway.store.records import RecordLookups
from gateway.store.tables import tables
from kit.store import Store


class PortalStore(AccountLookups, BoardLookups, FactLookups, RecordLookups, Store):
    """One transaction on the portal's database."""

    tables = tables
