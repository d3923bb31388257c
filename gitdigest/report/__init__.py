"""Digest -> str: one file for each format."""

from __future__ import annotations

from gitdigest.report.formats import ENDINGS as ENDINGS
from gitdigest.report.formats import FORMATS as FORMATS
from gitdigest.report.formats import Format as Format
from gitdigest.report.formats import render as render
