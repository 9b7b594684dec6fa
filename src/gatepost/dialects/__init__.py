"""Other wire formats: each folder translates one, on the same operations; none of them decides anything.

Shared ground: `door` (who asks), `refusals` (how a no is told), `view` and `parsing` (what REST framework leaves open).
"""
