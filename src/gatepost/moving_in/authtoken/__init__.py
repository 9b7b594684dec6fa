"""From Django REST framework's app `authtoken`."""
