"""A real model server for the tests, and a scripted one for what a real one does not do."""
