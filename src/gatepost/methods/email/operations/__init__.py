"""Operations of the email method; they know no HTTP."""
