"""Which remotes may be asked, and what is shown of their addresses."""

from __future__ import annotations

import pytest

from gitdigest.errors import UsageError
from gitdigest.git.address import is_url, parse_address, without_credentials


@pytest.mark.parametrize(
    ("text", "protocol", "url"),
    [
        ("https://host.example/a/b.git", "https", "https://host.example/a/b.git"),
        ("HTTPS://host.example:8443/a/", "https", "HTTPS://host.example:8443/a"),
        ("https://u:p@host.example/a", "https", "https://host.example/a"),
        ("ssh://git@host.example:22/a", "ssh", "ssh://git@host.example:22/a"),
        ("ssh://git:secret@host.example/a", "ssh", "ssh://git@host.example/a"),
        ("ssh://[::1]/a", "ssh", "ssh://[::1]/a"),
        ("git@host.example:a/b.git", "ssh", "git@host.example:a/b.git"),
        ("git@host.example:/srv/a", "ssh", "git@host.example:/srv/a"),
        ("git@host.example:22/a", "ssh", "git@host.example:22/a"),
        ("file:///srv/a%20b", "file", "/srv/a b"),
    ],
)
def test_addresses_that_are_read(text: str, protocol: str, url: str) -> None:
    """What git is given holds no password."""
    address = parse_address(text)
    assert (protocol, url) == (address.protocol, address.url)
    assert is_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://host.example/a",
        "git://host.example/a",
        "ftp://host.example/a",
        "ext::sh -c id",
        "ext::sh",
        "fd::7",
        "file://host/a",
        "file::/a",
        "transport::https://host.example/a",
        "-oProxyCommand=id@host:x",
        "--upload-pack=id",
        "-x@host.example:a",
        "git@-oProxyCommand=id:a",
        "git@host.example:-a",
        "ssh://-oProxyCommand=id/a",
        "ssh://-o@host.example/a",
        "ssh://host.example",
        "ssh://host.example/-a",
        "https://",
        "https:///a",
        "https://host.example",
        "https://host.example/a?b=c",
        "https://host.example/a#b",
        "https://host.example:port/a",
        "https://host.example/a\nb",
        "https://host.example/a b",
        "https://host.example/\x1b[2J",
        "https://[::1/a",
        "",
    ],
)
def test_addresses_that_are_refused(text: str) -> None:
    """With advice, and without what git would run, follow or take for an option."""
    with pytest.raises(UsageError) as caught:
        parse_address(text)
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_a_password_is_shown_nowhere() -> None:
    """Not in a message, not in a repr, not in the name of a folder."""
    address = parse_address("https://bob:hunter2@host.example/a/b")
    assert address.secret == "bob:hunter2"
    assert "hunter2" not in repr(address) + address.folder_name + address.shown + address.url
    with pytest.raises(UsageError) as caught:
        parse_address("http://bob:hunter2@host.example/a")
    assert "hunter2" not in caught.value.message
    with pytest.raises(UsageError) as caught:
        parse_address("https://bob:hunter2@host.example/a?token=hunter2")
    assert "hunter2" not in caught.value.message


def test_a_folder_has_one_name_for_one_repository() -> None:
    """Another password is no other repository; another host, user of ssh or path is."""
    one = parse_address("https://host.example/a/b.git").folder_name
    assert one == parse_address("https://x:y@host.example/a/b.git").folder_name
    assert one.startswith("a-b-")
    others = {
        parse_address(text).folder_name
        for text in ("https://other.example/a/b.git", "ssh://git@host.example/a/b.git",
                     "git@host.example:a/b.git", "https://host.example/a-b", "file:///a/b")
    }  # fmt: skip
    assert len(others | {one}) == 6


@pytest.mark.parametrize(
    "text",
    ["https://host.example/../../etc", "file:///" + "x" * 500, "file:///.../...", "file:///"],
)
def test_a_folder_name_is_a_name(text: str) -> None:
    """Short, plain, and never hidden."""
    name = parse_address(text).folder_name
    assert 14 <= len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert name[0] not in ".-"


@pytest.mark.parametrize(
    "text", [".", "/srv/repo", "repo", "a:b", "C:\\repo", "host:path", "git@host", "./a@b:c"]
)
def test_a_path_is_no_address(text: str) -> None:
    """Only what cannot be meant as a path is asked for over the network."""
    assert not is_url(text)


@pytest.mark.parametrize("text", ["http://h/a", "git://h/a", "ext::x", "HTTPS://h/a"])
def test_an_address_that_is_refused_is_an_address(text: str) -> None:
    """So that it is refused as one, and not as a folder that is missing."""
    assert is_url(text)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pw@host/a", "https://host/a"),
        ("https://token@host/a", "https://host/a"),
        ("https://a@b:c@host/a", "https://host/a"),
        ("http://u:p@host/a?private_token=x#y", "http://host/a"),
        ("ssh://git:pw@host/a", "ssh://git@host/a"),
        ("ssh://git@host/a", "ssh://git@host/a"),
        ("git@host:a", "git@host:a"),
        ("../other", "../other"),
        ("", ""),
    ],
)
def test_credentials_are_taken_out(url: str, shown: str) -> None:
    """What was written in a config file need not be an address that is read."""
    assert shown == without_credentials(url)
