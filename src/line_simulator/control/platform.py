"""The platform as a whole: health, faults, knobs, clock, reset, saving."""

import math
from datetime import datetime
from typing import Any, Final

from line_simulator.clock import iso_utc
from line_simulator.control.gate import ControlCall, NotThereError, control


def health(call: ControlCall) -> dict[str, Any]:
    return {"status": "ok", **call.sim.urls}


def list_faults(call: ControlCall) -> dict[str, Any]:
    return {"faults": [rule.as_dict() for rule in call.sim.world.faults.rules]}


def add_fault(call: ControlCall) -> dict[str, Any]:
    return call.sim.world.faults.add(call.body()).as_dict()


def clear_faults(call: ControlCall) -> None:
    call.sim.world.faults.rules.clear()


def remove_fault(call: ControlCall) -> None:
    if not call.params[0].isdecimal() or not call.sim.world.faults.remove(int(call.params[0])):
        raise NotThereError(f"There is no fault {call.params[0]}.")


def show_knobs(call: ControlCall) -> dict[str, Any]:
    return call.sim.world.knobs.as_dict()


def change_knobs(call: ControlCall) -> dict[str, Any]:
    world = call.sim.world
    given = call.body()
    world.knobs.patch(given)
    if "seed" in given:
        world.random.seed(world.knobs.seed or None)
    return world.knobs.as_dict()


def show_clock(call: ControlCall) -> dict[str, Any]:
    clock = call.sim.world.clock
    now = clock.now()
    return {
        "now": iso_utc(now),
        "now_ms": int(now * 1000),
        "scale": clock.scale,
        "is_followed": call.sim.clock_file is not None,
    }


def change_clock(call: ControlCall) -> dict[str, Any]:
    """`set` (ISO 8601 or epoch seconds), then `advance_seconds`, then `scale`; what became due happens.

    A clock that other programs follow only goes forward, at real speed.
    """
    clock = call.sim.world.clock
    clock_file = call.sim.clock_file
    given = call.body()
    unknown = set(given) - {"set", "advance_seconds", "scale"}
    if unknown:
        raise ValueError(f"The clock has no {', '.join(sorted(unknown))}.")
    moment = _epoch(given["set"]) if "set" in given else None
    if clock_file is not None and (given.get("scale", 1) != 1 or (moment or math.inf) < clock.now()):
        raise ValueError("Other programs follow this clock: it only goes forward, at real speed.")
    if moment is not None:
        clock.set(moment)
    if "advance_seconds" in given:
        clock.advance(_non_negative(given["advance_seconds"], "advance_seconds"))
    if "scale" in given:
        clock.set_scale(_non_negative(given["scale"], "scale"))
    if clock_file is not None:
        clock_file.write()
    call.sim.agenda.run_due()
    return show_clock(call)


def _epoch(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("`set` needs a time zone, for example 2026-12-01T09:00:00+09:00.")
    return moment.timestamp()


def _non_negative(value: Any, name: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
        raise ValueError(f"`{name}` must be a number, 0 or more.")
    return float(value)


def reset(call: ControlCall) -> None:
    call.sim.reset()


def save(call: ControlCall) -> dict[str, Any]:
    if call.sim.state_path is None:
        raise ValueError("The simulator was started without --state.")
    call.sim.save()
    return {"saved": str(call.sim.state_path)}


ROUTES: Final = (
    control("GET", "/health", health),
    control("GET", "/faults", list_faults),
    control("POST", "/faults", add_fault),
    control("DELETE", "/faults", clear_faults),
    control("DELETE", "/faults/{faultId}", remove_fault),
    control("GET", "/knobs", show_knobs),
    control("PATCH", "/knobs", change_knobs),
    control("GET", "/clock", show_clock),
    control("POST", "/clock", change_clock),
    control("POST", "/reset", reset),
    control("POST", "/save", save),
)
