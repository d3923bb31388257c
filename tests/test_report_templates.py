"""The user's own templates: they replace ours, get what is documented, and fail in two lines."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import digests
import jinja2
import pytest
from commandline import run
from gitrepo import GitRepo
from messages import ROOT
from readback import Page

from gitdigest.errors import ConfigError
from gitdigest.report import html, json, markdown, render
from gitdigest.report.owntemplates import given, names, own_templates

MANUAL = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def own(folder: Path, **texts: str) -> Path:
    """A folder of templates; `markdown__commit` stands for markdown/commit.md.j2."""
    for name, text in texts.items():
        kind, _, stem = name.partition("__")
        ending = {"markdown": ".md.j2", "html": ".html.j2"}[kind]
        file = folder / kind / (stem if "." in stem else f"{stem}{ending}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def rows(title: str) -> set[str]:
    """The names in the first column of a section's table."""
    section = MANUAL.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return {re.split(r"\W", name)[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Markdown", "markdown/report.md.j2"),
        ("HTML", "html/report.html.j2"),
        ("The index of an archive", "html/archive.html.j2"),
        ("A release in Markdown", "markdown/release.md.j2"),
        ("A release in HTML", "html/release.html.j2"),
    ],
)
def test_the_documented_names_are_those_that_are_given(title: str, name: str) -> None:
    """None is missing, none is too many."""
    assert given(name) == rows(title)


def test_every_file_is_documented_with_what_it_adds() -> None:
    """A part is given what its page is given, and what its row says."""
    listed = re.findall(r"^\| (`(?:markdown|html)/.+?) \| .+? \|(.*)\|$", MANUAL, re.MULTILINE)
    documented = {
        file: set(re.findall(r"`(\w+)`", added))
        for cell, added in listed
        for file in re.findall(r"`([^`]+)`", cell)
    }
    assert set(names()) == set(documented)
    for name, added in documented.items():
        if name.endswith(".j2"):
            assert added <= given(name), name


def test_a_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    """A commit's part alone is replaced; what it prints is as harmless as in ours."""
    folder = own(
        tmp_path, markdown__commit="{{ commit_heading(commit) }}\n\nMINE {{ commit.commit.body }}\n"
    )
    commit = digests.commit_digest("1", "fix: x", body="[x](javascript:alert(1)) <b>")
    text = markdown.render(digests.digest(digests.repository(commit)), "en", own_templates(folder))
    assert "MINE [x\\](javascript:alert(1)) \\<b>" in text.replace("&lt;", "\\<")
    assert "🎯" not in text
    assert "| Committed at | Author | Commit |" in text


def test_a_style_and_a_script_of_one_s_own_are_admitted(tmp_path: Path) -> None:
    """The policy holds the hashes of what stands in the page."""
    folder = tmp_path / "t"
    (folder / "html").mkdir(parents=True)
    (folder / "html" / "report.css").write_text("body { color: red; }")
    page = Page()
    page.feed(html.render(digests.dynamo_day(), "en", own_templates(folder)))
    assert ["body { color: red; }"] == [style.text for style in page.all("style")]
    seal = b64encode(sha256(b"body { color: red; }").digest()).decode()
    assert f"style-src 'sha256-{seal}'" in page.all("meta")[1].attributes["content"]


def test_a_value_in_a_page_of_one_s_own_is_escaped(tmp_path: Path) -> None:
    """A template cannot forget it."""
    folder = own(tmp_path, html__message="<i>{{ commit.commit.subject }}</i>")
    commit = digests.commit_digest("1", "<script>alert(1)</script>")
    text = html.render(digests.digest(digests.repository(commit)), "en", own_templates(folder))
    assert "<i>&lt;script&gt;alert(1)&lt;/script&gt;</i>" in text


@pytest.mark.parametrize(
    ("expected", "hint", "name", "text"),
    [
        ("line 2: unexpected '}'", "docs/templates.md", "markdown__commit", "a\n{{ x } }}"),
        ("there is no variable 'commitx'", "did you mean commit?", "markdown__commit", "{{ commitx }}"),
        ("there is no variable 'os'", "docs/templates.md", "html__report", "{{ os.system }}"),
        ("there is no template 'markdown/commitx.md.j2'", "did you mean markdown/commit.md.j2?",
         "markdown__commitx", "x"),
        ("no filter named", "docs/templates.md", "markdown__commit", "{{ commit|nothing }}"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_before_the_work(
    tmp_path: Path, expected: str, hint: str, name: str, text: str
) -> None:
    """Where, what, and what mends it."""
    with pytest.raises(ConfigError) as caught:
        markdown.render(digests.dynamo_day(), "en", own_templates(own(tmp_path, **{name: text})))
    assert expected.lower() in caught.value.message.lower()
    assert str(tmp_path) in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "a\n{{ commit.nothing }}",
        "a\n{{ 1 / 0 }}",
        "a\n{{ commit.sha + 1 }}",
        "a\n{{ subject(1, 2, 3) }}",
        "a\n{{ [][5] }}",
        "a\n{{ ''.__class__.__mro__ }}",
        "a\n{{ 'x' * (10 ** 99) }}",
        "a\n{% include 'nothing.j2' %}",
        "a\n{% for n in range(10 ** 9) %}{% endfor %}",
    ],
)
def test_what_fails_in_the_middle_names_its_line(tmp_path: Path, text: str) -> None:
    """An expression that cannot be worked out is an error of the template, not a bug of ours."""
    templates = own_templates(own(tmp_path, markdown__commit=text))
    with pytest.raises(ConfigError) as caught:
        markdown.render(digests.dynamo_day(), "en", templates)
    assert "markdown/commit.md.j2, line 2" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("way", ["cycler.__init__", "lipsum"])
def test_a_template_of_a_stranger_runs_nothing(tmp_path: Path, way: str) -> None:
    """What leads out of plain jinja is an error of the template here."""
    pwned = tmp_path / "pwned"
    text = f"{{{{ {way}.__globals__.os.system('touch {pwned}') }}}}"
    jinja2.Environment(autoescape=True).from_string(text).render()
    assert pwned.exists(), "the attack does not work any more"
    pwned.unlink()
    templates = own_templates(own(tmp_path, markdown__commit=text))
    with pytest.raises(ConfigError, match=r"markdown/commit\.md\.j2"):
        markdown.render(digests.dynamo_day(), "en", templates)
    assert not pwned.exists()


def test_text_that_is_none_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, a file that never ends, a folder that is not there."""
    folder = own(tmp_path, markdown__commit="x")
    (folder / "markdown" / "commit.md.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read as text"):
        own_templates(folder)
    (folder / "markdown" / "commit.md.j2").write_bytes(b" " * (1 << 21))
    with pytest.raises(ConfigError, match="cannot be read as text"):
        own_templates(folder)
    with pytest.raises(ConfigError, match="no folder"):
        own_templates(tmp_path / "gone")


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    """Nor do files that are no templates."""
    (tmp_path / "notes.txt").write_text("x")
    templates = own_templates(tmp_path)
    for name in ("md", "html"):
        expected = render(digests.explained_day(), name)
        assert expected == render(digests.explained_day(), name, templates=templates)


def test_the_command_line_takes_them(repo: GitRepo, tmp_path: Path) -> None:
    """`daily` from the user's variable, `render` from its flag; never from the project's file."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    folder = own(tmp_path / "t", markdown__report="MINE {{ title }}")
    place = ("-d", "2023-11-14", "-f", "md", "-o", "-")
    done = run("daily", repo.path, *place, GITDIGEST_TEMPLATES_DIR=str(folder))
    assert (0, "MINE Daily report (2023-11-14)\n") == (done.code, done.out)
    saved = tmp_path / "day.json"
    saved.write_text(json.dump(digests.dynamo_day()))
    assert "MINE Daily report (2026-01-26)\n" == run("render", saved, "--templates", folder).out
    repo.commit("chore: a file", {"gitdigest.toml": f'templates_dir = "{folder}"\n'})
    ignored = run("daily", repo.path, *place)
    assert "templates_dir ignored" in ignored.err
    assert "MINE" not in ignored.out


def test_a_release_takes_them_too(repo: GitRepo, tmp_path: Path) -> None:
    """Its review as a page and in Markdown, from git and from a saved one."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.git("tag", "v1.0.0")
    repo.commit("feat: two", {"a.py": "x = 2\n"})
    folder = own(tmp_path / "t", markdown__release="MINE {{ title }}")
    (folder / "html").mkdir()
    (folder / "html" / "release.css").write_text("b { color: red }")
    place = ("release", "--repo", repo.path, "-o", tmp_path / "out", "-f", "md,html,json")
    done = run(*place, GITDIGEST_TEMPLATES_DIR=str(folder))
    files = {Path(line).suffix: Path(line) for line in done.out.splitlines()}
    assert files[".md"].read_text().startswith("MINE ")
    assert "b { color: red }" in files[".html"].read_text()
    again = run("render", files[".json"], "--templates", folder)
    assert files[".md"].read_text() == again.out


def test_a_bad_template_is_two_lines(repo: GitRepo, tmp_path: Path) -> None:
    """No traceback, and the exit code of a wrong configuration."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    folder = own(tmp_path / "t", markdown__commit="{{ 1 / 0 }}")
    place = ("-d", "2023-11-14", "-f", "md", "-o", "-", "-q")
    done = run("daily", repo.path, *place, GITDIGEST_TEMPLATES_DIR=str(folder))
    assert "commit.md.j2, line 1: division by zero" in done.complaint[0]
    assert 2 == done.code
