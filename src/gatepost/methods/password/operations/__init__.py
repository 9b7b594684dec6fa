"""Operations of the password method; they know no HTTP."""
