"""An import on a stage while its workers are killed; what it brings is its desk's business."""

import time
from typing import Any

from tests.faults.stage import Stage, until
from tests.faults.storm import Storm


class ImportInStorm:
    """``desk`` is the module that starts the import and says how it stands; ``trace`` what its first chunk leaves."""

    def __init__(self, stage: Stage, *, desk: str, trace: str, small: str, kills: int, **wanted: Any) -> None:
        self.stage, self.org_id = stage, stage.salon["org_id"]
        self._desk, self._trace, self._small, self._kills = desk, trace, small, kills
        self.id = stage.desk.call(
            f"{desk}:start_import", org_id=self.org_id, channel_id=stage.salon["channel_id"], **wanted
        )

    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stage.desk.call(
            f"{self._desk}:standing", org_id=self.org_id, operation_id=self.id
        )
        return found

    def is_over(self) -> bool:
        return self.standing()["state"] in ("done", "undone", "failed")

    def survive(self) -> int:
        """Kill workers until it is over, or enough have died: the last one may live. Returns how many died."""
        storm = Storm(self.stage, self._kills, (self._small,), lanes=2)
        storm.rage(lambda: time.sleep(0.05), is_enough=self.is_over)
        self.finish()
        return storm.kills

    def finish(self) -> None:
        """Let a worker live until it is over."""
        worker = self.stage.start_worker(self._small)
        until(self.is_over, "the import is over", patience=90)
        worker.kill()

    def is_between(self) -> bool:
        """Whether a chunk's work is committed, and its cursor is not."""
        standing = self.standing()
        return bool(standing["done"] == 0 and standing[self._trace] > 0)
