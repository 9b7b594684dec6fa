"""Operations on passkeys; independent of HTTP."""
