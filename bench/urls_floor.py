"""Views without gatepost: what a check or a login would cost if it did nothing."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import JsonResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView


class Form(serializers.Serializer):
    username = serializers.CharField()
    password = serializers.CharField()


class Empty(APIView):
    """What REST framework costs without anyone's authentication."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request):
        return Response({"ok": True})

    def post(self, request):
        form = Form(data=request.data)
        form.is_valid(raise_exception=True)
        return Response({"ok": True})


def empty(request):
    return JsonResponse({"ok": True})


def one_row(request):
    """The least that a check by the database can cost: a row of a user by a statement that is never built."""
    model = get_user_model()
    names = [field.attname for field in model._meta.concrete_fields]
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} WHERE id = 1")
        user = model.from_db("default", names, cursor.fetchone())
    return JsonResponse({"name": user.username})


urlpatterns = [path("empty", empty), path("row", one_row), path("rest", Empty.as_view())]
