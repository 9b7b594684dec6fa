"""knox: its settings and its tokens, of which it stores hashes."""
