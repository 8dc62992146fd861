"""The desk at which delivery is done by hand."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.delivery.desk import Desk

    from enishi.accounts.models import Organisation
    from enishi.line.models import Channel


@pytest.fixture
def desk(org: "Organisation", channel: "Channel") -> "Desk":
    # Imported here: this file is read before Django is set up.
    from tests.delivery.desk import Desk

    return Desk(org, channel)
