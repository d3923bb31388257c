"""Notes of a digest -> what a report says of them: its limits, and what was left out."""

from __future__ import annotations

from gitdigest.report.words import marked

NOTES = {
    "failed": marked("The repository could not be read: %(values)s"),
    "unreadable": marked("Reading stopped early: %(values)s"),
    "empty-repository": marked("The repository has no commits yet."),
    "shallow": marked("The clone is shallow; history ends at %(values)s of its commits."),
    "partial-clone": marked("The clone is partial; content that is not in it is not downloaded."),
    "limits": marked("Not read beyond the bounds of [limits]: %(values)s"),
    "skipped-refs": marked("References with unusable names, skipped: %(values)s"),
    "stale-mirror": marked("The remote could not be reached, this is an older copy: %(values)s"),
    "healed-mirror": marked("The local copy was damaged and has been cloned again."),
    "mark-lost": marked(
        "The last report's mark is gone; this one holds the latest day that has commits."
    ),
    "first-report": marked(
        "This is the first report of what is new: it holds the latest day that has commits."
    ),
    "merges-omitted": marked("Merges left out on request: %(values)s"),
    "staged": marked("What is staged counts as one commit, which has no id yet."),
    "uncommitted": marked(
        "Uncommitted changes of tracked files count as one commit, which has no id yet."
    ),
    "untracked": marked("Files that git does not track are left out: %(values)s"),
    "untracked-many": marked(
        "Files that git does not track are left out; they are too many to be counted."
    ),
    "uses-too-many-files": marked(
        "Where else changed names are used is not known: the tree has more than %(values)s files."
    ),
    "uses-unreadable": marked(
        "Where else changed names are used is not known for every commit: git could not read it."
    ),
    "uses-interrupted": marked(
        "Where else changed names are used is not known for every commit: the run was interrupted."
    ),
    "uses-unread": marked(
        "Not looked through for uses of changed names, as too large or missing: %(values)s"
    ),
}
