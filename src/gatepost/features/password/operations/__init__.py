"""Operations on passwords; independent of HTTP."""
