"""The edge of the command line: every error becomes at most two lines and an exit code."""

# No import stands above this line: with -m, Python looks into the current folder first, which may
# hold a shlex.py of somebody else. (So no `from __future__` either: that is an import, too.)
import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]

import os

INTERRUPTED = 130


def run() -> int:
    """Run what sys.argv says; the exit code of the process."""
    import gc

    from gitdigest.garbage import collect_rarely

    collect_rarely()
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        gc.freeze()  # the system takes it all back: a last look through litellm costs a second


def _run(arguments: list[str]) -> int:
    from gitdigest.cli.interrupts import end_by_signals
    from gitdigest.cli.system import refused
    from gitdigest.cli.talk import complain
    from gitdigest.errors import GitDigestError
    from gitdigest.text import clean

    end_by_signals()
    try:
        from gitdigest.cli.app import invoke

        status = invoke(arguments)
        sys.stdout.flush()
    except GitDigestError as error:
        return complain(error)
    except Exception as error:  # noqa: BLE001 - the one place: what nobody expected is told as the bug that it is
        if _debugging(arguments):
            import traceback

            print(clean(traceback.format_exc()), file=sys.stderr)
        if refusal := refused(error):
            return complain(refusal)
        what = f"{type(error).__name__}: {error}"
        hint = "GITDIGEST_DEBUG=1 shows where; please report it"
        return complain(GitDigestError(f"this is a bug: {what}", hint))
    return status


def _debugging(arguments: list[str]) -> bool:
    return bool(os.environ.get("GITDIGEST_DEBUG")) or not {"-v", "--verbose"}.isdisjoint(arguments)


if __name__ == "__main__":
    sys.exit(run())
