"""Operations on phone numbers; independent of HTTP."""
