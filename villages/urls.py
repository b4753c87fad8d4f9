"""Addresses of places for scripts."""

from django.urls import path

from villages import views

app_name = "villages"

urlpatterns = [path("places/<str:code>.json", views.places, name="places")]
