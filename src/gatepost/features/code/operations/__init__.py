"""Operations of login by code; independent of HTTP."""
