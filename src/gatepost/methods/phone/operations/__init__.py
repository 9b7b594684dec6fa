"""Operations of the phone method; they know no HTTP."""
