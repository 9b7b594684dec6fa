"""Operations on recovery codes; independent of HTTP."""
