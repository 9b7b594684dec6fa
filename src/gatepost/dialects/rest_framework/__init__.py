"""What the dialects on Django REST framework share: visits, the base view, bodies, refusals, names."""
