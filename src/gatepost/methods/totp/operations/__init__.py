"""Operations of the TOTP method; they know no HTTP."""
