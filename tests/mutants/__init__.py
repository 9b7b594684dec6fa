"""Defences broken on purpose, one line each, and the tests that must notice; `make mutants` runs them."""
