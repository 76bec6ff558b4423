"""A launcher with parts of no use, for tests to kill: `python toy.py FOLDER KIND`.

Each part has a child of its own, as Celery has its pool, and notes the numbers of both.
"""

import sys
from pathlib import Path

from knw_portal.local import supervisor as supervising
from knw_portal.local.guard import Guard
from knw_portal.local.parts import Part
from knw_portal.local.supervisor import Supervisor

STUBBORN = "trap '' TERM INT HUP; (trap '' TERM INT HUP; sleep 600; sleep 600) & "
SCRIPTS = {
    "stubborn": STUBBORN + "echo $$ $! >> {pids}; wait; sleep 600",
    "dying": "echo $$ >> {pids}; exit 3",
    "obedient": "trap 'echo {name} >> {stops}; exit 0' TERM; echo $$ >> {pids}; "
    "while true; do sleep 0.05; done",
}


def main(folder, kind):
    folder = Path(folder)
    supervising.PAUSE = 0.02
    supervisor = Supervisor(Guard())
    supervisor.listen_to_signals()
    for name in ("one", "two"):
        script = SCRIPTS[kind].format(
            pids=folder / f"{name}.pids", stops=folder / "stops", name=name
        )
        supervisor.start(Part(name, ["sh", "-c", script], folder / f"{name}.log"))
    print("started", flush=True)
    supervisor.watch_until()
    supervisor.stop(["one"])
    supervisor.guard.dismiss()
    return 1 if supervisor.gave_up else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
