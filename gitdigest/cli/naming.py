"""Repositories called so that no report of one takes the place of another's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gitdigest.cli.outputs import Plan
from gitdigest.cli.session import Session
from gitdigest.config.names import NameStore
from gitdigest.errors import OutputError
from gitdigest.naming import told_apart
from gitdigest.repo import Repository


def call(session: Session, planned: Plan | None, repositories: Sequence[Repository]) -> None:
    """Gives each a name that no other one has, in this run and in the folder of the plan.

    There they are kept; what a second one had to be called instead is said.
    """
    folder = _folder(planned) if planned else None
    store = NameStore(session.folders.names)
    owners = store.owners(folder) if folder else {}
    names = told_apart([one.naming for one in repositories], owners)
    for one, name in zip(repositories, names, strict=True):
        one.name = name
        short = one.naming.names[0]
        if owners.get(short, name) not in {name, one.naming.identity}:
            session.talk.say(f"{folder} has reports of another {short}: this one is called {name}")
            session.talk.say("hint: give it a name of your own: NAME=PATH")
    if folder:
        _keep(session, store, folder, repositories)


def _keep(
    session: Session, store: NameStore, folder: Path, repositories: Sequence[Repository]
) -> None:
    owners = {one.name: one.naming.identity for one in repositories if one.naming.identity}
    try:
        store.add(folder, owners)
    except OutputError as error:
        session.talk.say(f"the names in {folder} are not kept: {error.message}")


def _folder(planned: Plan) -> Path | None:
    """Where files are named by code; one file is named by the user."""
    return planned.place if planned.formats and not planned.single else None
