"""A function of the project's own in the pipeline."""


def greet(user, *args, **kwargs):
    """Do nothing."""
