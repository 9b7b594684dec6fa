"""`manage.py gatepost …`: the same commands in an embedded project."""

from argparse import REMAINDER

from django.core.management.base import BaseCommand, CommandParser

from gatepost.cli import main


class Command(BaseCommand):
    """Passes its arguments to the `gatepost` command."""

    help = "gatepost's commands; see `manage.py gatepost --help`"
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Leave parsing to click."""
        main(argv[2:])

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept any arguments; click parses them."""
        parser.add_argument("args", nargs=REMAINDER)

    def handle(self, *args: object, **_: object) -> None:
        """For `call_command`; errors are raised as exceptions of click, and the process does not exit."""
        main([str(arg) for arg in args], alone=False)
