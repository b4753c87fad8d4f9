"""Addresses of one's own work, and of the letter that invites."""

from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
]
