"""Codes -> words: what a digest holds as a stable code, a report says in its language.

A code that no table knows stands for itself: a digest of a later version still renders.
"""

from __future__ import annotations

from gitdigest.report.catalog import Catalog


def marked(message: str) -> str:
    """The message as it is; the mark by which the translations' test finds it."""
    return message


TIERS = {"high": marked("High"), "medium": marked("Medium"), "low": marked("Low")}
LIGHTS = {"high": "🔴", "medium": "🟡", "low": "🟢"}
TYPES = {
    "feat": marked("Feature"),
    "fix": marked("Fix"),
    "perf": marked("Performance"),
    "refactor": marked("Refactoring"),
    "revert": marked("Revert"),
    "test": marked("Tests"),
    "docs": marked("Documentation"),
    "build": marked("Build"),
    "ci": marked("CI"),
    "chore": marked("Chore"),
    "style": marked("Style"),
    "merge": marked("Merge"),
    "other": marked("Change"),
}
FILE_CLASSES = {
    "source": marked("source"),
    "test": marked("test"),
    "docs": marked("docs"),
    "ci": marked("CI"),
    "build": marked("build"),
    "deps": marked("dependency"),
    "lock": marked("lock file"),
    "generated": marked("generated"),
    "vendored": marked("vendored"),
    "config": marked("configuration"),
    "example": marked("example"),
    "bench": marked("benchmark"),
    "schema": marked("schema"),
    "migration": marked("migration"),
    "asset": marked("asset"),
    "meta": marked("project metadata"),
}
STATUSES = {
    "added": marked("added"),
    "deleted": marked("deleted"),
    "renamed": marked("renamed"),
    "copied": marked("copied"),
    "type-changed": marked("type changed"),
    "removed": marked("removed"),
    "changed": marked("changed"),
    "modified": marked("modified"),
}
UNREAD = {
    "binary": marked("binary"),
    "too-large": marked("too large to read"),
    "large-commit": marked("in a commit that is too large to be read whole"),
    "long-line": marked("a line is too long to read"),
    "many-files": marked("in a commit of too many files"),
    "out-of-time": marked("git took too long"),
    "missing-object": marked("content missing in the clone"),
    "shallow-boundary": marked("the shallow clone ends here"),
    "merge-entry": marked("listed as a merge only"),
}
OMITTED = {
    "interrupted": marked("the run was interrupted"),
    "unreadable": marked("could not be read"),
}
SKIPPED = {
    "no-model": marked("no model was asked"),
    "few-commits": marked("too few commits for an overview"),
    "window-too-small": marked("the model's window is too small"),
    "cut-off": marked("the answer was cut off, again and again"),
    "empty": marked("the model's answer was empty"),
    "not-json": marked("the model's answer could not be read"),
    "no-summary": marked("the model's answer had no summary"),
    "repetition": marked("the model repeated itself"),
    "incomplete": marked("the model's answer was incomplete"),
    "prompt-unread": marked("the server read only a part of the request"),
    "by-rule": marked("facts say it all, by rule"),
    "budget": marked("the budget of the run was used up"),
    "interrupted": marked("the run was interrupted"),
    "unreadable": marked("could not be read"),
    "model-setup": marked("the model is not set up"),
    "model-unreachable": marked("the model's server could not be reached"),
    "model-refused": marked("the model's server refused"),
    "model-no-model": marked("the server does not have the model"),
    "model-busy": marked("the model's server was busy"),
    "model-broken": marked("the model's server failed"),
    "model-timeout": marked("the model took too long"),
    "model-window": marked("the commit is longer than the model's window"),
    "model-cut": marked("the server read only a part of the request"),
    "model-format": marked("the model cannot answer in a form"),
    "model-request": marked("the model's server did not want the request"),
    "model-content": marked("the model's rules forbid the text"),
    "model-budget": marked("the budget of the run was used up"),
}
FIELDS = {
    "breaks": marked("💥 What breaks"),
    "why": marked("🧩 Why"),
    "impacts": marked("🧭 Scope"),
    "risks": marked("⚠️ Potential risks"),
    "insights": marked("🔬 Technical insight"),
    "advice": marked("💡 Advice (suggestions)"),
}
SEVERITIES = {"high": marked("high"), "medium": marked("medium"), "low": marked("low")}
INSIGHTS = {
    "architecture": marked("Architecture"),
    "performance": marked("Performance"),
    "security": marked("Security"),
    "maintainability": marked("Maintainability"),
    "compatibility": marked("Compatibility"),
}
ADVICE = {
    "test": marked("Test"),
    "monitor": marked("Monitor"),
    "document": marked("Document"),
    "migrate": marked("Migrate"),
    "configure": marked("Configure"),
    "review": marked("Review"),
    "rollback": marked("Roll back"),
}
VERDICTS = {
    "held": marked("%(count)s held"),
    "repaired": marked("%(count)s repaired"),
    "unverified": marked("%(count)s not verifiable"),
    "contradicted": marked("%(count)s contradicted"),
    "struck": marked("%(count)s taken out"),
}
STATES = {
    "unverified": marked("with unverified statements"),
    "contradicted": marked("with contradicted statements"),
    "struck": marked("with statements taken out"),
    "held": marked("all statements held"),
    "skipped": marked("without analysis"),
}
DOUBTS = {
    "path": marked("%(said)s is no file of the commit"),
    "name": marked("%(said)s is not in the commit"),
    "pair": marked("%(said)s do not belong together"),
    "quantity": marked("%(said)s is not in the commit"),
    "version": marked("%(said)s is not in the commit"),
    "number": marked("%(said)s is not in the commit"),
    "count": marked("%(said)s is not what git counts"),
    "added": marked("%(said)s was not added"),
    "removed": marked("%(said)s was not removed"),
    "kept": marked("%(said)s was not kept"),
    "swapped": marked("%(said)s is the other way round"),
    "scope": marked("%(said)s is not all that changed"),
    "dependency": marked("%(said)s is not what the manifests say"),
    "compatible": marked("%(said)s although a public name went"),
    "importance": marked("the facts do not allow the importance %(said)s"),
}
LEFT_OUT = {
    **UNREAD,
    "generated": marked("generated"),
    "lock": marked("lock file"),
    "vendored": marked("vendored"),
    "no-room": marked("no room in the model's window"),
    "no-answer": marked("no answer to this part"),
    "long-line": marked("long lines were shortened"),
}
KINDS = {
    "type.contradicted": marked("Type that the diff contradicts"),
    "revert": marked("Reverts"),
    "fixes": marked("Mends"),
    "cherry-pick": marked("Picked from"),
    "fixup": marked("To be folded into"),
    "secret": marked("⚠ Secrets, masked in this report"),
    "trojan.bidi": marked("⚠ Bidirectional characters"),
    "trojan.invisible": marked("⚠ Invisible characters"),
    "addressed": marked("⚠ Text that speaks to the reader of the diff"),
    "symbol.public": marked("Public names"),
    "symbol.moved": marked("Moved names"),
    "schema": marked("Schema files"),
    "schema.migration": marked("Migrations"),
    "schema.sql": marked("SQL schema"),
    "schema.field": marked("Schema fields"),
    "schema.path": marked("API paths"),
    "schema.more": marked("Further schema fields"),
    "dependency": marked("Dependencies"),
    "dependency.upgraded": marked("Upgraded dependencies"),
    "dependency.downgraded": marked("Downgraded dependencies"),
    "dependency.locked": marked("Locked dependencies"),
    "dependency.more": marked("Further dependencies"),
    "setting.env": marked("Environment variables"),
    "setting.flag": marked("Command line flags"),
    "config.key": marked("Configuration keys"),
    "config.more": marked("Further configuration keys"),
    "test": marked("Tests"),
    "test.skipped": marked("Skipped tests"),
    "owners": marked("Code owners"),
    "licence": marked("Licence files"),
    "licence.spdx": marked("Licences"),
    "binary": marked("Binaries"),
    "file.large": marked("Large files"),
    "lfs": marked("Git LFS objects"),
    "mode.executable": marked("Executable bit"),
    "link": marked("Symbolic links"),
    "submodule": marked("Submodules"),
    "todo": marked("TODO notes"),
    "history": marked("History"),
    "history.new-author": marked("Author is new to these files"),
    "history.partner": marked("Usually changes with these, but did not"),
    "patch.same": marked("Same change as"),
    "patch.undoes": marked("Takes back"),
    "patch.undone": marked("Taken back by"),
    "use": marked("Named elsewhere"),
    "use.left": marked("⚠ Removed, but still taken from there"),
    "use.more": marked("Further names, not looked for"),
    "symbol": marked("Touched symbols"),
    "symbol.more": marked("Further symbols"),
    "unparsed": marked("Not parsed"),
    "rule": marked("Project rules"),
}
REASONS = {
    "type": marked("type %(detail)s"),
    "type.inferred": marked("type %(detail)s (inferred)"),
    "lines": marked("%(detail)s changed lines, weighed by kind of file"),
    "breaking": marked("breaking change"),
    "components": marked("%(detail)s components"),
    "words.severe": marked("grave words: %(detail)s"),
    "words.trivial": marked("words of a small change: %(detail)s"),
    "type.contradicted": marked("the diff looks like %(detail)s"),
    "public.changed": marked("public name removed or changed: %(detail)s"),
    "public.added": marked("public names added: %(detail)s"),
    "schema": marked("schema changed: %(detail)s"),
    "settings": marked("setting changed: %(detail)s"),
    "security": marked("security-sensitive: %(detail)s"),
    "secret": marked("secret added: %(detail)s"),
    "concurrency": marked("lines with concurrency: %(detail)s"),
    "rule.path": marked("project rule for the path %(detail)s"),
    "rule.word": marked("project rule for the words %(detail)s"),
    "rule": marked("project rule %(detail)s"),
    "cap.no-runtime-file": marked("at most %(detail)s: no code that runs in production"),
    "cap.moved-only": marked("at most %(detail)s: hardly a line changed"),
    "cap.comments-only": marked("at most %(detail)s: only comments and texts"),
    "cap.quiet-files": marked("at most %(detail)s: only docs, CI, metadata or assets"),
    "floor.trojan": marked("at least %(detail)s: bidirectional characters in code"),
    "floor.secret": marked("at least %(detail)s: somebody's key was added"),
    "floor.breaking": marked("at least %(detail)s: breaking change"),
    "model": marked("the model says %(detail)s"),
}


def word(catalog: Catalog, table: dict[str, str], code: str) -> str:
    """What a table calls a code, or the code itself."""
    return catalog.text(table[code]) if code in table else code


def sentence(catalog: Catalog, table: dict[str, str], code: str, **values: str) -> str:
    """A table's message with its values; an unknown code is followed by them."""
    if code in table:
        return catalog.text(table[code]) % values
    return " ".join([code, *(value for value in values.values() if value)])
