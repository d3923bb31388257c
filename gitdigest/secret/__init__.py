"""Secrets that a repository holds: found, and kept from everybody who would hand them on."""
