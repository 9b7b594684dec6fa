from typing import ClassVar

import msgspec


class QuestionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Security questions.

    Args:
        enabled: Whether users may set one; those who did are not asked while this is off.
    """

    section: ClassVar[str] = "question"

    enabled: bool = True
