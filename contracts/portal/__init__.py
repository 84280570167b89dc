"""The portal: accounts and the duties they hold, the boards every department's events feed, the
policy library, the use of the seal.
"""

from contracts.portal.access import *
from contracts.portal.accounts import *
from contracts.portal.audit import *
from contracts.portal.boards import *
from contracts.portal.colleagues import *
from contracts.portal.operations import *
from contracts.portal.policies import *
from contracts.portal.seals import *
