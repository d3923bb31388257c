"""ReleaseDigest -> str: one file for each format."""

from __future__ import annotations

from gitdigest.report.release.formats import ENDINGS as ENDINGS
from gitdigest.report.release.formats import FORMATS as FORMATS
from gitdigest.report.release.formats import prepare as prepare
from gitdigest.report.release.formats import render as render
