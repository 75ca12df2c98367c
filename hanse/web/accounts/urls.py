"""Addresses of signing in, of the own profile and of the first run."""

from django.urls import path

from hanse.web.accounts import first, profile, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("reset/", views.reset, name="reset"),
    path("reset/sent/", views.reset_sent, name="reset_sent"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("first/company/", first.company, name="first_company"),
    path("first/people/", first.people, name="first_people"),
    path("first/<str:token>/", first.superadmin_step, name="first"),
    path("profile/", profile.own_settings, name="profile"),
    path("profile/theme/", profile.theme, name="theme"),
    path("profile/password/", profile.password, name="password"),
    path("profile/tokens/", profile.tokens, name="tokens"),
    path("profile/tokens/<int:token_id>/revoke/", profile.revoke, name="revoke"),
]
