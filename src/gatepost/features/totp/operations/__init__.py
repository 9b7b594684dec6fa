"""Operations on authenticator apps; independent of HTTP."""
