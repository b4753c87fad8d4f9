"""Addresses where people are told of, heard and invited. Secret ones end in a signature."""

from django.urls import path

from members import views, views_handover, views_still

app_name = "members"

urlpatterns = [
    path("met/", views.met, name="met"),
    path("met/thanks/", views.met_thanks, name="met-thanks"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/evidence/", views.person_evidence, name="person-evidence"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
    path("voices/<str:secret>/", views.voice, name="voice"),
    path("files/<str:secret>/", views.own_file, name="own-file"),
    path("me/data.zip", views.own_copy, name="own-copy"),
    path("me/erase/", views.own_erase, name="own-erase"),
    path("partners/<int:pk>/erase/", views.partner_erase, name="partner-erase"),
    path("handover/", views_handover.handovers, name="handovers"),
    path("handover/for/", views_handover.handover_for_whom, name="handover-for-whom"),
    path("handover/for/<int:pk>/", views_handover.handover_for, name="handover-for"),
    path("handover/<int:pk>/", views_handover.one_handover, name="handover"),
    path("still/<str:secret>/", views_still.still_walking, name="still"),
]
