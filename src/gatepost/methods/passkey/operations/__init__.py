"""Operations of the passkey method; they know no HTTP."""
