"""Operations of social login; independent of our own HTTP layer."""
