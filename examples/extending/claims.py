"""Further claims of access tokens (`tokens.claims`)."""


def claims(session):
    user = session.user
    return {"email": user.email, "groups": sorted(user.groups.values_list("name", flat=True))}
