"""The codes of a release in words; what no table knows stands for itself."""

from __future__ import annotations

from gitdigest.report.words import marked

VERDICTS = {
    "go": marked("Go"),
    "look": marked("Look first"),
    "stop": marked("Stop"),
    "nothing": marked("Nothing to release"),
}
LIGHTS = {"go": "🟢", "look": "🟡", "stop": "🔴", "note": "⚪", "nothing": "⚪"}
GATE = {"stop": marked("stops"), "look": marked("to look at"), "note": marked("to know")}
RULES = {
    "undeclared-break": marked("Breaking change, neither declared nor named in the changelog"),
    "version": marked("Version too low for what changed"),
    "trojan": marked("Code that reads other than it runs"),
    "licence": marked("Licence changed"),
    "incomplete": marked("Not all of the range could be read"),
    "missing-fix": marked("In the last release, but not in this one"),
    "break": marked("Breaking change"),
    "doubtful-break": marked("Name that was within reach, though not offered"),
    "default": marked("Default changed"),
    "schema": marked("Schema or migration"),
    "dependency": marked("Requirement changed"),
    "minimum": marked("Minimum version raised"),
    "untested": marked("Source changed with no test near it"),
    "skipped-test": marked("Test skipped"),
    "lost-test": marked("Tests removed"),
    "large-late": marked("Large change at the very end"),
    "partly-reverted": marked("Reverted in part"),
    "claim": marked("A model's concern that held"),
    "hotspot": marked("Many changes in one file"),
    "new-author": marked("New hand in old code"),
    "partner": marked("Usually changes along, but did not"),
    "large": marked("Large change"),
    "todo": marked("Note left for later"),
    "lfs": marked("Git LFS object that changed"),
}
COUNTS = {
    "untested": marked("%(detail)s lines"),
    "hotspot": marked("%(detail)s changes"),
    "lost-test": marked("%(detail)s tests"),
}
KINDS = {
    "public": marked("public name"),
    "default": marked("default value"),
    "flag": marked("command line flag"),
    "env": marked("environment variable"),
    "config": marked("configuration key"),
    "schema": marked("schema"),
    "migration": marked("migration"),
    "minimum": marked("minimum version"),
    "dependency": marked("dependency"),
    "licence": marked("licence"),
    "declared": marked("its author says so"),
}
CODES = {
    "removed": marked("removed"),
    "added": marked("added"),
    "changed": marked("changed"),
    "deprecated": marked("deprecated"),
    "parameter-removed": marked("parameter removed"),
    "parameter-required": marked("parameter required"),
    "parameter-new": marked("new required parameter"),
    "parameter-renamed": marked("parameter renamed"),
    "parameter-order": marked("parameter moved"),
    "signature": marked("signature changed"),
    "must-implement": marked("must be implemented"),
    "default-changed": marked("default changed"),
    "major": marked("raised to another major version"),
    "raised": marked("raised"),
    "dropped": marked("dropped or renamed"),
    "declared": marked("breaking change"),
}
STATES = {
    "ships": marked("ships"),
    "partly": marked("ships in part"),
    "reverted": marked("reverted"),
    "gone": marked("came and went"),
    "same": marked("ships by another commit"),
    "nothing": marked("changes nothing"),
}
RELATIONS = {
    "branch": marked("part of it"),
    "revert": marked("reverts it"),
    "reapply": marked("applies it again"),
    "fixup": marked("folded into it"),
    "follow-up": marked("follows it up"),
    "same": marked("the same patch"),
}
SECTIONS = {
    "breaking": marked("Breaking changes"),
    "security": marked("Security"),
    "added": marked("Added"),
    "changed": marked("Changed"),
    "deprecated": marked("Deprecated"),
    "removed": marked("Removed"),
    "fixed": marked("Fixed"),
    "dependencies": marked("Dependencies"),
}
CHECKS = {
    "version": marked("Release it as %(detail)s or higher"),
    "announce": marked("Announce the breaking changes by name: %(detail)s"),
    "changelog": marked("Tell it in the changelog"),
    "test": marked("Test the files that no test is near: %(detail)s"),
    "unskip": marked("Run the skipped tests again: %(detail)s"),
    "migrate": marked("Try schemas and migrations on a copy of the data: %(detail)s"),
    "pick": marked("Bring over what the last release has: %(detail)s"),
    "soak": marked("Let the large late changes run for a while: %(detail)s"),
    "settle": marked("Settle the notes left for later: %(detail)s"),
}
VERSIONS = {
    "major": marked("a major version: something breaks"),
    "minor": marked("a minor version: something is new"),
    "patch": marked("a patch version: nothing is new, nothing breaks"),
    "none": marked("no release: nothing that ships has changed"),
}
BEFORE_ONE = VERSIONS | {
    "major": marked("a new second number, as before 1.0: something breaks"),
    "minor": marked("a new third number, as before 1.0: something is new"),
}
STEPS = {
    "flag": marked("Take %(name)s out of your command lines."),
    "env": marked("The environment variable %(name)s is no longer read."),
    "config": marked("Take %(name)s out of your configuration."),
    "schema": marked("Follow the schema: %(name)s."),
    "minimum": marked("Have %(name)s %(after)s."),
    "migration": marked("Run the migration %(name)s."),
    "dependency": marked("Have %(name)s %(after)s installed."),
}
