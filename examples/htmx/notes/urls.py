from django.urls import path

from notes import views

urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.add),
    path("log-out/", views.log_out),
]
