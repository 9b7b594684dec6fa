"""Operations on email addresses; independent of HTTP."""
