"""Operations of the recovery codes; they know no HTTP."""
