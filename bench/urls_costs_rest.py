from django.urls import path
from rest_framework_simplejwt.views import TokenRefreshView
from urls_rest import urlpatterns as rest

urlpatterns = [path("simplejwt/refresh/", TokenRefreshView.as_view()), *rest]
