"""Where the files of a commit are shown: by the rules of each forge, and nowhere else."""

from __future__ import annotations

import pytest

from gitdigest.forge import file_url, forge_of

SHA = "4447c247c166667959a54e3f6013efbffcb04e2e"


@pytest.mark.parametrize(
    ("expected", "remote"),
    [
        (f"https://github.com/a/b/blob/{SHA}/src/x.py#L3-L9", "git@github.com:a/b.git"),
        (f"https://gitlab.com/a/b/-/blob/{SHA}/src/x.py#L3-9", "https://gitlab.com/a/b.git"),
        (f"https://gitlab.example.org/g/s/b/-/blob/{SHA}/src/x.py#L3-9",
         "ssh://git@gitlab.example.org/g/s/b.git"),
        (f"https://codeberg.org/a/b/src/commit/{SHA}/src/x.py#L3-L9", "https://codeberg.org/a/b"),
        (f"https://gitea.example.org/a/b/src/commit/{SHA}/src/x.py#L3-L9",
         "https://gitea.example.org/a/b.git"),
        (f"https://bitbucket.org/a/b/src/{SHA}/src/x.py#lines-3:9", "git@bitbucket.org:a/b.git"),
        (f"https://git.kernel.org/pub/linux.git/tree/src/x.py?id={SHA}#n3", ""),
        (f"https://git.sr.ht/~a/b/tree/{SHA}/item/src/x.py#L3-9", "https://git.sr.ht/~a/b"),
    ],
)  # fmt: skip
def test_each_forge_has_its_own_pages(expected: str, remote: str) -> None:
    """A file in a commit, and its lines."""
    page = forge_of(remote).web_url or "https://git.kernel.org/pub/linux.git"
    assert expected == file_url(page, SHA, "src/x.py", (3, 9))


def test_a_line_is_one_and_a_file_is_whole() -> None:
    """One line has no last one, and without lines the page is the file's."""
    page = "https://github.com/a/b"
    assert f"{page}/blob/{SHA}/x.py#L3" == file_url(page, SHA, "x.py", (3, 3))
    assert f"{page}/blob/{SHA}/x.py" == file_url(page, SHA, "x.py")


def test_a_file_that_a_forge_renders_is_shown_as_it_is_written() -> None:
    """Its lines can be led to there alone."""
    page = "https://github.com/a/b"
    assert f"{page}/blob/{SHA}/README.md?plain=1#L3" == file_url(page, SHA, "README.md", (3, 3))
    assert f"{page}/blob/{SHA}/README.md" == file_url(page, SHA, "README.md")


def test_no_path_leaves_its_place() -> None:
    """What could end an address or a link is percent-encoded, whatever a file is called."""
    url = file_url("https://github.com/a/b", SHA, 'a b?c#d"><x>[1](2)\udcff\n', (1, 1))
    assert url.startswith(f"https://github.com/a/b/blob/{SHA}/a%20b%3Fc%23d")
    assert not set(url) & set(' "<>[]()\n\udcff')


@pytest.mark.parametrize(
    "page", ["", "https://example.org/a/b", "javascript:alert(1)", "https://[", "/github/x"]
)
def test_an_unknown_forge_has_no_page(page: str) -> None:
    """A guess would lead nowhere."""
    assert "" == file_url(page, SHA, "x.py", (1, 1))
