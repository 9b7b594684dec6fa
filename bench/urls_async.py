from async_checks import nobody, whoami
from django.urls import path

urlpatterns = [path("whoami", whoami), path("nobody", nobody)]
