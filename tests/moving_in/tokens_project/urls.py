from django.conf import settings
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class Me(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"name": request.user.get_username()})


urlpatterns = [path("me/", Me.as_view())]
if settings.STAGE == "after":
    dialect = {"simplejwt": "simple_jwt"}.get(settings.PACKAGE, settings.PACKAGE)
    urlpatterns.append(path("api/", include(f"gatepost.dialects.{dialect}.urls")))
elif settings.PACKAGE == "knox":
    from knox import views
    from rest_framework.authentication import BasicAuthentication

    OURS = ()
    if settings.STAGE == "beside":
        from gatepost.dialects.knox.authentication import KnoxAuthentication

        OURS = (KnoxAuthentication,)

    class LogIn(views.LoginView):
        authentication_classes = (BasicAuthentication,)

    urlpatterns += [
        path("api/login/", LogIn.as_view()),
        path("gatepost/me/", Me.as_view(authentication_classes=OURS)),
        path("api/logout/", views.LogoutView.as_view()),
        path("api/logoutall/", views.LogoutAllView.as_view()),
    ]
else:
    from rest_framework_simplejwt import views

    urlpatterns += [
        path("api/", views.TokenObtainPairView.as_view()),
        path("api/refresh/", views.TokenRefreshView.as_view()),
        path("api/blacklist/", views.TokenBlacklistView.as_view()),
        path("api/verify/", views.TokenVerifyView.as_view()),
        path("api/sliding/", views.TokenObtainSlidingView.as_view()),
        path("api/sliding/refresh/", views.TokenRefreshSlidingView.as_view()),
    ]
