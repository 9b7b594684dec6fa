"""Operations on tokens."""
