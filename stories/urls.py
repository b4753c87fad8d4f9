"""Addresses of what is read, told and answered. They are promises: printed ones never change."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from stories.feeds import StoriesFeed
from stories.sitemaps import SITEMAPS
from stories.views import field, keeper, me, photos, reading, sync, visits, writing

app_name = "stories"

READING = [
    path("", reading.home, name="home"),
    path("stories/", reading.stories, name="stories"),
    path("stories/<int:number>/", reading.story, name="story"),
    path("stories/<int:number>/card.png", reading.card, name="card"),
    path("villages/", reading.villages, name="villages"),
    path("villages/<str:code>/", reading.village, name="village"),
    path("districts/<str:code>/", reading.district, name="district"),
    path("about/", reading.about, name="about"),
    path("privacy/", reading.privacy, name="privacy"),
    path("photos/<uuid:photo_uuid>/<int:width>.<str:format>", photos.photo, name="photo"),
]

MACHINES = [
    path("feed/", StoriesFeed(), name="feed"),
    path("sitemap.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", reading.robots, name="robots"),
]

TELLING = [
    path("me/", me.me, name="me"),
    path("visits/new/", visits.visit_new, name="visit-new"),
    path("visits/<int:number>/", visits.visit, name="visit"),
    path("visits/<int:number>/edit/", visits.visit_edit, name="visit-edit"),
    path("visits/<int:number>/discard/", visits.visit_discard, name="visit-discard"),
    path(
        "visits/<int:number>/aside/<int:submission>/",
        visits.visit_use_aside,
        name="visit-use-aside",
    ),
    path("visits/<int:number>/people/<int:pk>/", visits.person_known, name="person-known"),
    path("visits/<int:number>/story/", writing.story_begin, name="story-begin"),
    path("stories/<int:number>/desk/", writing.story_desk, name="story-desk"),
    path("stories/<int:number>/edit/", writing.story_edit, name="story-edit"),
    path("stories/<int:number>/ask/", writing.story_ask, name="story-ask"),
    path("stories/<int:number>/take-back/", writing.story_take_back, name="story-take-back"),
    path("stories/<int:number>/answer/", writing.story_answer, name="story-answer"),
]

KEEPING = [
    path("keeper/<str:secret>/", keeper.keeper, name="keeper"),
    path("keeper/<str:secret>/answers/<int:pk>/", keeper.keeper_answer, name="keeper-answer"),
    path("keeper/<str:secret>/thanks/<int:pk>/", keeper.keeper_thanks, name="keeper-thanks"),
    path(
        "keeper/<str:secret>/take-back/<int:number>/",
        keeper.keeper_take_back,
        name="keeper-take-back",
    ),
    path(
        "keeper/<str:secret>/photos/<uuid:photo_uuid>/<int:width>.<str:format>",
        photos.keeper_photo,
        name="keeper-photo",
    ),
]

SYNC = [
    path("sync/hello/", sync.hello, name="sync-hello"),
    path("sync/drafts/", sync.drafts, name="sync-drafts"),
    path("sync/visits/<uuid:client_uuid>/", sync.visit, name="sync-visit"),
    path(
        "sync/visits/<uuid:client_uuid>/photos/<str:sha256>/",
        sync.photo,
        name="sync-photo",
    ),
    path("sync/visits/<uuid:client_uuid>/finalise/", sync.finalise, name="sync-finalise"),
    path("sync/visits/<uuid:client_uuid>/receipt/", sync.receipt, name="sync-receipt"),
    path("sync/villages/<str:code>/pack/", sync.pack, name="sync-pack"),
]

FIELD = [
    path("visits/field/", field.field, name="field"),
    path("field-worker.js", field.worker, name="field-worker"),
    path("manifest.webmanifest", field.manifest, name="manifest"),
]

urlpatterns = [*FIELD, *READING, *MACHINES, *TELLING, *SYNC, *KEEPING]
