"""Getting in: from proofs to a session."""
