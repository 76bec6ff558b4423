"""The commands of `./portal`, once its environment stands."""

import sys

from knw_portal.local.bench import bench
from knw_portal.local.command import dump, manage
from knw_portal.local.messages import Refusal
from knw_portal.local.run import run
from knw_portal.local.testrun import test

HELP = """\
./portal                start everything and print the address; Ctrl-C stops it
./portal test           every check and every test; ./portal test PATH... only those tests
./portal manage ...     Django's commands: ./portal manage help, shell, dbshell, load_demo
./portal bench          how quick the pages are with 10 and with 10,000 rows behind them
./portal dump           the practice database as SQL, for a backup or a move
./portal help           this

  PORT=8080             another port than 8000
  PORTAL_VAR=folder     data, logs and static files elsewhere than in var/
  DATABASE_URL=...      a database of your own: no practice portal; README names the other settings
"""


def main(command="run", *arguments):
    match command:
        case "run":
            return run()
        case "test":
            return test(arguments)
        case "manage":
            return manage(arguments)
        case "bench":
            return bench(arguments)
        case "dump":
            return dump()
        case "help":
            print(HELP, end="")
            return 0
    raise Refusal(f"./portal does not know {command!r}.\n\n{HELP}")


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
