"""Remotes over HTTPS, HTTP and ssh: what is sent, what is followed, what a server may say."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakegit import wait_for
from gitrepo import GitRepo
from gitserver import Server, make_certificate, serve

from gitdigest.errors import RemoteError
from gitdigest.git.address import Address, parse_address
from gitdigest.git.mirror import Mirror, refresh, refresh_mirror
from gitdigest.git.remote import Listing, _parse
from gitdigest.git.shadow import open_shadow


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A folder with a bare repository `r.git` of two commits."""
    repo = GitRepo.init(tmp_path / "source")
    repo.commit("one", {"a.txt": "a\n"})
    repo.commit("two", {"a.txt": "b\n"})
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "served" / "r.git"))
    return tmp_path / "served"


@pytest.fixture
def server(served: Path) -> Iterator[Server]:
    """It speaks HTTP, which no user's address may: the tests make theirs by hand."""
    with serve(served) as found:
        yield found


def by_http(server: Server, secret: str = "") -> Address:
    url = f"{server.address}/r.git"
    return Address("http", url, url, secret)


def has_all(mirror: Mirror) -> bool:
    with open_shadow(mirror.path) as shadow:
        return list(shadow.refs) == ["refs/heads/main"] and shadow.head == "refs/heads/main"


def test_a_server_that_goes_half_way_leaves_no_half_of_a_mirror(
    server: Server, served: Path, cache: Path, tmp_path: Path
) -> None:
    """A first mirror is not there; one that was there stays as it is, and says how old it is."""
    noise = GitRepo(tmp_path / "source")
    noise.commit("noise", {"noise.bin": os.urandom(2_000_000)})
    noise.git("push", "-q", str(served / "r.git"), "main")
    server.cut = 1_000_000
    with pytest.raises(RemoteError) as caught:
        refresh(by_http(server), cache)
    assert caught.value.hint
    assert [] == list((cache / "mirrors").glob("[!.]*.git"))
    server.cut = 0
    assert has_all(refresh(by_http(server), cache))
    noise.commit("more noise", {"noise.bin": os.urandom(2_000_000)})
    noise.git("push", "-q", str(served / "r.git"), "main")
    server.cut = 1_000_000
    kept = refresh(by_http(server), cache)
    assert has_all(kept)
    assert "last refreshed" in kept.stale
    left = [file.name for file in (cache / "mirrors").iterdir()]
    assert sorted([kept.path.name, kept.path.with_suffix(".lock").name]) == sorted(left)


def test_a_mirror_over_http(server: Server, cache: Path) -> None:
    """The second refresh transfers nothing."""
    assert has_all(refresh(by_http(server), cache))
    server.asked.clear()
    assert not refresh(by_http(server), cache).fetched
    assert all(path.startswith("/r.git/") for path in server.asked)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
def test_a_mirror_over_https(
    served: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that nobody vouches for is refused; the user may name who vouches."""
    certificate = make_certificate(tmp_path)
    with serve(served, certificate) as server:
        url = f"{server.address}/r.git"
        with pytest.raises(RemoteError, match="certificate"):
            refresh_mirror(url, cache)
        monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate.with_name("certificate.pem")))
        monkeypatch.setenv("GIT_SSL_NO_VERIFY", "1")
        with pytest.raises(RemoteError, match="certificate"):
            refresh_mirror(url, cache)
        monkeypatch.delenv("GIT_SSL_NO_VERIFY")
        assert has_all(refresh_mirror(url, cache, credentials=True))


def test_a_server_that_cannot_be_reached(server: Server, cache: Path) -> None:
    """The mirror is served as it is, with the reason in one line."""
    refresh(by_http(server), cache)
    gone = Address("http", "http://localhost:1/r.git", by_http(server).shown)
    mirror = refresh(gone, cache)
    assert "localhost" in mirror.stale
    assert "\n" not in mirror.stale
    assert has_all(mirror)
    with pytest.raises(RemoteError, match="localhost") as caught:
        refresh(Address("http", gone.url, "http://other"), cache)
    assert caught.value.hint


def test_a_repository_that_is_not_there(server: Server, cache: Path) -> None:
    """The server's word is in the message."""
    url = f"{server.address}/missing.git"
    with pytest.raises(RemoteError, match="not found"):
        refresh(Address("http", url, url), cache)


def test_a_redirect_is_not_followed(server: Server, served: Path, cache: Path) -> None:
    """It could lead to a service inside of the reader's own network."""
    with serve(served) as other:
        server.redirect = other.address
        with pytest.raises(RemoteError):
            refresh(by_http(server), cache)
        assert other.asked == []


def test_what_a_server_says_cannot_drive_a_terminal(server: Server, cache: Path) -> None:
    """git hands it on as it is."""
    server.says = b"\x1b]0;title\x07\x1b[2J\n"
    said: list[str] = []
    refresh(by_http(server), cache, on_line=said.append)
    assert "title" in "".join(said)
    assert "\x1b" not in "".join(said)


def test_a_password_is_asked_of_nobody(server: Server, cache: Path) -> None:
    """No terminal, no helper: it fails at once, with advice."""
    server.password = "bob:pass"
    with pytest.raises(RemoteError) as caught:
        refresh(by_http(server), cache)
    assert caught.value.hint


@pytest.mark.parametrize("secret", ["bob:pa%2Fss", "token:", "token"])
def test_a_password_of_an_address_reaches_the_server_alone(
    secret: str, server: Server, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in no argument of a process, and in no file that stays."""
    user, _, password = secret.partition(":")
    server.password = f"{urllib.parse.unquote(user)}:{urllib.parse.unquote(password)}"
    log, folder = tmp_path / "arguments", tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(
        f'#!/bin/sh\nGIT_TRACE2_EVENT={log} exec {shutil.which("git")} "$@"\n', encoding="utf-8"
    )
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    said: list[str] = []
    mirror = refresh(by_http(server, secret), cache, on_line=said.append)
    assert has_all(mirror)
    traced = [line for line in log.read_text(encoding="utf-8").split("\n") if '"argv"' in line]
    assert any("remote-http" in line for line in traced)
    kept = b"".join(path.read_bytes() for path in cache.rglob("*") if path.is_file())
    for text in ("".join(traced), "".join(said), repr(mirror), str(mirror.path)):
        assert secret.rstrip(":") not in text.replace("store", "")
    assert secret.rstrip(":").encode() not in kept


def test_a_wrong_password_is_not_in_the_message(server: Server, cache: Path) -> None:
    """Neither are the words of the helper."""
    server.password = "bob:right"
    with pytest.raises(RemoteError) as caught:
        refresh(by_http(server, "bob:hunter2"), cache)
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_the_users_helpers_are_asked_on_demand(server: Server, cache: Path, tmp_path: Path) -> None:
    """Out of the user's own configuration, includes too; nothing else of it counts."""
    server.password = "ann:secret"
    home = Path(os.environ["HOME"])
    (tmp_path / "more").write_text(
        f'[credential "{server.address}"]\n'
        '\thelper = "!f() { echo username=ann; echo password=secret; }; f"\n',
        encoding="utf-8",
    )
    (home / ".gitconfig").write_text(
        f"[include]\n\tpath = {tmp_path}/more\n[core]\n\tfsmonitor = touch {tmp_path}/pwned\n"
        f'[url "http://localhost:1/"]\n\tinsteadOf = {server.address}/\n',
        encoding="utf-8",
    )
    with pytest.raises(RemoteError):
        refresh(by_http(server), cache)
    assert has_all(refresh(by_http(server), cache, credentials=True))
    assert not (tmp_path / "pwned").exists()


SSH = """#!/bin/sh
printf '%s\\n' "$@" > {log}
while [ $# -gt 1 ]; do shift; done
exec sh -c "$1"
"""


@pytest.mark.parametrize("form", ["ssh://git@host.invalid{path}", "git@host.invalid:{path}"])
def test_a_mirror_over_ssh(
    form: str, served: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the user's ssh, which may ask nothing; here one that stays on this machine."""
    folder, log = tmp_path / "bin", tmp_path / "log"
    folder.mkdir()
    (folder / "ssh").write_text(SSH.format(log=log), encoding="utf-8")
    (folder / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    mirror = refresh_mirror(form.format(path=served / "r.git"), cache)
    assert has_all(mirror)
    arguments = wait_for(log).split("\n")
    assert "-oBatchMode=yes" in arguments
    assert "git@host.invalid" in arguments


def test_what_ssh_says_is_the_reason(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git adds only that it could not read."""
    (tmp_path / "ssh").write_text(
        "#!/bin/sh\necho 'git@host: Permission denied (publickey).' >&2; exit 255\n",
        encoding="utf-8",
    )
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(RemoteError, match=r"Permission denied \(publickey\)") as caught:
        refresh_mirror("git@host.invalid:a/b", cache)
    assert "ssh" in caught.value.hint


ID = "1" * 40


@pytest.mark.parametrize(
    ("answer", "listing"),
    [
        ("", Listing("sha1", "refs/heads/main")),
        (
            f"ref: refs/heads/x\tHEAD\n{ID}\tHEAD\n{ID}\trefs/heads/a",
            Listing("sha1", "refs/heads/x"),
        ),
        (
            f"{ID}\tHEAD\n{'2' * 40}\trefs/heads/a\n{ID}\trefs/heads/b",
            Listing("sha1", "refs/heads/b"),
        ),
        (f"{ID}\tHEAD\n{'2' * 40}\trefs/heads/a", Listing("sha1", "refs/heads/a")),
        (f"{'2' * 40}\trefs/heads/a\n{ID}\trefs/heads/b", Listing("sha1", "refs/heads/a")),
        (f"{'1' * 64}\trefs/heads/a", Listing("sha256", "refs/heads/a")),
        (f"ref: refs/heads/-x\tHEAD\n{ID}\tHEAD", Listing("sha1", "refs/heads/main")),
        (f"ref: refs/heads/../x\tHEAD\n{ID}\trefs/heads/a", Listing("sha1", "refs/heads/a")),
        ("nonsense\n\n\t\n", Listing("sha1", "refs/heads/main")),
    ],
)
def test_what_a_remote_lists(answer: str, listing: Listing) -> None:
    """Its default branch, or one that it has; a name that is no good is not taken over."""
    assert listing == _parse(answer)


def test_git_fetches_nothing_but_from_the_address(served: Path, cache: Path) -> None:
    """The mirror's own config has no remote that a plain `git fetch` would follow with a secret."""
    mirror = refresh_mirror(f"file://{served}/r.git", cache)
    config = subprocess.run(
        ["git", "config", "--file", str(mirror.path / "config"), "--list"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert f"remote.origin.url=file://{served}/r.git" in config
    assert "helper" not in config
    assert parse_address(mirror.url).shown == mirror.url
