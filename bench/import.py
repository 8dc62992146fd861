# ruff: noqa: N999 - named after what it measures; run it as a module, it is never imported
"""A file of friends into an organisation and out again, by the worker as operators run it: dry run, run, export.

Each row names a friend by LINE user id and brings three fields and two tags, all of them news. Limit: what the run left
behind (values, tags, facts) copied into bare tables with the same indexes, on the same server.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.figures import Limit, report, require, say
from bench.growth import make_friends
from bench.processes import Process, spent
from bench.stage import Stage, quiet_machine, stage

_TAGS = 20
_HEADERS = "LINEユーザーID,来店回数,最終来店日,{contact},タグ"
#: Friends whose traces are copied for the limit: enough to be steady, without a second copy of everything.
_COPIED = 200_000
#: What an import leaves behind, and the columns that are not computed.
_TRACES = {
    "friends_fieldvalue": "org_id, field_id, friend_id, text_value, number_value, date_value, source, changed_at",
    "friends_friendtag": "org_id, tag_id, friend_id, added_at",
    "friends_timelineevent": "org_id, id, channel_id, friend_id, kind, occurred_at, recorded_at, ref, data",
}
_GIVE_UP_SECONDS = 3_600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--new", action="store_true", help="the rows' friends do not exist yet")
    parser.add_argument(
        "--email", action="store_true", help="one field is an e-mail address, which identifies"
    )
    options = parser.parse_args()
    quiet_machine()
    with stage(web=False) as made:
        if not options.new:
            make_friends(made, options.rows)
        found = _Import(made, options.rows, is_new=options.new, with_email=options.email)
        figures = {"rows": float(options.rows), **found.come_in(), **found.go_out()}
        copied, seconds = _copy_traces(made)
        limit = Limit(f"COPY of the traces of {copied:,} rows, rows per second", copied / seconds)
    for name, value in figures.items():
        say(f"{name:>24} {value:12,.2f}")
    report("import", figures, n=options.rows, limit=limit, ratio=figures["rows_per_second"] / limit.value)


@dataclass(frozen=True, slots=True)
class _Import:
    made: Stage
    rows: int
    is_new: bool
    with_email: bool

    def come_in(self) -> dict[str, float]:
        """Upload, dry run, run."""
        from enishi.accounts.permissions import COMMAND_LINE
        from enishi.friends.services import file_imports
        from enishi.friends.transfers.mapping import ColumnMapping
        from enishi.kit import clock
        from enishi.kit.tenancy import org_scope

        made, worker = self.made, self.made.worker
        common: dict[str, Any] = {"org_id": made.org_id, "actor": COMMAND_LINE}
        columns = [{"to": "line_user_id"}, *self._fields(), {"to": "tag_names"}]
        mapping = ColumnMapping.model_validate({"columns": columns, "key": 0, "creates_friends": self.is_new})
        import_id = self._upload()
        with org_scope(made.org_id):
            file_imports.change_import(
                **common, import_id=import_id, shape=None, mapping=mapping, now=clock.now()
            )
        _forget_peak(worker)
        with org_scope(made.org_id):
            check = file_imports.check_import(**common, import_id=import_id, now=clock.now()).check_id
        assert check is not None
        check_seconds, check_mb = self._over(check), worker.peak_megabytes()
        _forget_peak(worker)
        before = made.cpu_seconds()
        with org_scope(made.org_id):
            run = file_imports.run_import(**common, import_id=import_id, now=clock.now()).run_id
        assert run is not None
        seconds, peak = self._over(run), worker.peak_megabytes()
        say(spent(before, made.cpu_seconds()))
        self._require_all()
        return {
            "seconds": seconds,
            "rows_per_second": self.rows / seconds,
            "peak_mb": peak,
            "check_seconds": check_seconds,
            "check_peak_mb": check_mb,
            "longest_chunk_seconds": _longest_chunk(made, run),
        }

    def _fields(self) -> Iterator[dict[str, Any]]:
        from enishi.friends.domain.field_types import FieldSettings, FieldType
        from enishi.friends.models import Field
        from enishi.kit import clock
        from enishi.kit.tenancy import org_scope

        kinds = {"来店回数": "number", "最終来店日": "date", "連絡先": "email" if self.with_email else "text"}
        for name, kind in kinds.items():
            with org_scope(self.made.org_id):
                now = clock.now()
                settings = FieldSettings().model_dump(mode="json")
                field = Field.objects.create(
                    org_id=self.made.org_id,
                    name=name,
                    type=FieldType(kind),
                    settings=settings,
                    created_at=now,
                    updated_at=now,
                )
            yield {"to": "field", "field_id": field.id}

    def _upload(self) -> int:
        from enishi.accounts.permissions import COMMAND_LINE
        from enishi.friends.services import file_imports
        from enishi.friends.transfers import limits
        from enishi.kit import clock
        from enishi.kit.tenancy import org_scope

        path = self.made.directory / "friends.csv"
        self._write(path)
        size = path.stat().st_size
        say(f"uploading {self.rows:,} rows, {size / 2**20:.0f} MB …")
        common: dict[str, Any] = {"org_id": self.made.org_id, "actor": COMMAND_LINE}
        with org_scope(self.made.org_id):
            started = file_imports.start_import(
                **common,
                channel_id=self.made.channel_id,
                name=path.name,
                size_bytes=size,
                now=clock.now(),
            )
        with path.open("rb") as file:
            while content := file.read(limits.PIECE_BYTES):
                with org_scope(self.made.org_id):
                    offset = file.tell() - len(content)
                    file_imports.take_piece(
                        **common, import_id=started.id, offset=offset, content=content, now=clock.now()
                    )
        return started.id

    def _write(self, path: Path) -> None:
        """In an order of its own: nobody's customer list is sorted by when they became friends."""
        chance = random.Random(1)
        numbers = list(range(1, self.rows + 1))
        chance.shuffle(numbers)
        tags = [f"属性_計測{number}_20260101" for number in range(_TAGS)]
        first = date(2020, 1, 1)
        with path.open("w", encoding="utf-8") as file:
            file.write(_HEADERS.format(contact="連絡先") + "\n")
            for number in numbers:
                # As in growth.py, where the friends come from.
                user_id = "U" + hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
                contact = f"hanako{number}@example.com" if self.with_email else f"会員{number}"
                day = first + timedelta(days=chance.randrange(2_000))
                one, two = chance.sample(tags, 2)
                file.write(f"{user_id},{chance.randrange(100)},{day},{contact},{one}、{two}\n")

    def _over(self, operation_id: int) -> float:
        """Seconds from the request until the operation has ended well."""
        from enishi.friends.models import Operation
        from enishi.kit.tenancy import org_scope

        deadline = time.monotonic() + _GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            with org_scope(self.made.org_id):
                found = Operation.objects.get(org_id=self.made.org_id, id=operation_id)
            if found.finished_at is not None:
                require(
                    found.state == "done",
                    f"{found.kind} {found.state}: {found.error}\n{self.made.complaints()}",
                )
                require(found.failed == 0, f"{found.failed} rows were left out.")
                # The last chunk is told by the time at which it began, so the clock of the watcher counts.
                return time.time() - found.created_at.timestamp()
            time.sleep(0.05)
        raise SystemExit(f"✗ It did not end within an hour.\n{self.made.complaints()}")

    def _require_all(self) -> None:
        for table, number in (("fieldvalue", 3), ("friendtag", 2)):
            found = _counted(self.made, f"SELECT count(*) FROM friends_{table}")
            require(found == number * self.rows, f"{found:,} rows in friends_{table}.")
        facts = "SELECT count(*) FROM friends_timelineevent WHERE kind IN ('field.changed', 'tag.added')"
        found = _counted(self.made, facts)
        require(found == 3 * self.rows, f"{found:,} facts.")

    def go_out(self) -> dict[str, float]:
        """Everybody into a CSV file, then into a workbook."""
        from enishi.friends.models import Field
        from enishi.friends.transfers.exporting import MOST_XLSX_ROWS
        from enishi.kit.tenancy import org_scope

        with org_scope(self.made.org_id):
            field_ids = Field.objects.filter(org_id=self.made.org_id).values_list("id", flat=True)
            columns = ["line_user_id", "name", *(f"field:{one}" for one in field_ids), "tags"]
        figures: dict[str, float] = {}
        for form, prefix in (("csv", "export"), ("xlsx", "export_xlsx")):
            if form == "xlsx" and self.rows > MOST_XLSX_ROWS:
                continue
            _forget_peak(self.made.worker)
            seconds = self._over(self._export(columns, form))
            figures[f"{prefix}_seconds"] = seconds
            figures[f"{prefix}_rows_per_second"] = self.rows / seconds
            figures[f"{prefix}_peak_mb"] = self.made.worker.peak_megabytes()
        return figures

    def _export(self, columns: list[str], form: Any) -> int:
        from enishi.accounts.permissions import COMMAND_LINE
        from enishi.friends.selectors.who import Who
        from enishi.friends.services import file_exports
        from enishi.kit import clock
        from enishi.kit.tenancy import org_scope

        with org_scope(self.made.org_id):
            return file_exports.start_export(
                org_id=self.made.org_id,
                who=Who(self.made.channel_id),
                wanted=file_exports.Wanted(columns, form, "utf-8-bom", "ja"),
                actor=COMMAND_LINE,
                now=clock.now(),
            ).operation_id


def _forget_peak(process: Process) -> None:
    """The next peak counts from here."""
    Path(f"/proc/{process.popen.pid}/clear_refs").write_text("5")


def _counted(made: Stage, statement: str, *values: Any) -> Any:
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _longest_chunk(made: Stage, operation_id: int | None) -> float:
    """Each chunk notes when it began."""
    statement = (
        "SELECT max(later - at) FROM (SELECT at, lead(at) OVER (ORDER BY at) AS later FROM "
        "(SELECT DISTINCT at FROM friends_operationchange WHERE operation_id = %s) AS times) AS gaps"
    )
    found = _counted(made, statement, operation_id)
    return 0.0 if found is None else float(found.total_seconds())


def _copy_traces(made: Stage) -> tuple[int, float]:
    """How many friends' traces went into bare tables, and the seconds that took."""
    from enishi.config.settings import ENV

    last = _counted(
        made, "SELECT max(id) FROM (SELECT id FROM friends_friend ORDER BY id LIMIT %s) AS first", _COPIED
    )
    number = _counted(made, "SELECT count(*) FROM friends_friend WHERE id <= %s", last)
    seconds = 0.0
    with psycopg.connect(ENV.database_owner_dsn, autocommit=True) as owner:
        owner.execute("SELECT set_config('enishi.org', '*', false)")
        for table, columns in _TRACES.items():
            octets = made.directory / f"{table}.copy"
            chosen = f"SELECT {columns} FROM {table} WHERE friend_id <= {int(last)} ORDER BY friend_id"
            with (
                octets.open("wb") as file,
                owner.cursor().copy(f"COPY ({chosen}) TO STDOUT (FORMAT binary)") as out,
            ):
                for block in out:
                    file.write(block)
            owner.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)".encode())
            started = time.perf_counter()
            into = f"COPY bare_{table} ({columns}) FROM STDIN (FORMAT binary)"
            with octets.open("rb") as file, owner.cursor().copy(into) as copy:
                while block := file.read(2**20):
                    copy.write(block)
            seconds += time.perf_counter() - started
    return number, seconds


if __name__ == "__main__":
    main()
