"""Operations of logins from elsewhere; they know no HTTP of ours."""
