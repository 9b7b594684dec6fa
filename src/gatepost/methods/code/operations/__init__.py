"""Operations of the code method; they know no HTTP."""
