"""What a range breaks: names, settings, data, requirements, and what its authors say."""
