"""Addresses of what is read, told and answered. They are promises: printed ones never change."""

from django.urls import path

from stories import sitemaps
from stories.feeds import DistrictFeed, StoriesFeed, VillageFeed
from stories.views import (
    answers,
    district,
    erasing,
    field,
    keeper,
    keepers,
    me,
    people,
    photos,
    pledges,
    privacy,
    reading,
    reports,
    rounds,
    search,
    still_here,
    sync,
    takedowns,
    tending,
    village,
    visits,
    writing,
)

app_name = "stories"

READING = [
    path("", reading.home, name="home"),
    path("stories/", reading.stories, name="stories"),
    path("stories/<int:number>/", reading.story, name="story"),
    path("stories/<int:number>/card.png", reading.card, name="card"),
    path("stories/<int:number>/withdraw/", takedowns.story_withdraw, name="story-withdraw"),
    path("withdrawn/<str:secret>/", takedowns.withdrawn, name="withdrawn"),
    path("villages/", reading.villages, name="villages"),
    path("villages/<str:code>/", village.village, name="village"),
    path("villages/<str:code>/poster/", village.poster, name="village-poster"),
    path("support/", village.support, name="support"),
    path("support/<int:pk>/", village.support_request, name="support-request"),
    path("districts/<str:code>/", reading.district, name="district"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("about/", reading.about, name="about"),
    path("privacy/", reading.privacy, name="privacy"),
    path("privacy/register/", privacy.register, name="privacy-register"),
    path("photos/<uuid:photo_uuid>/<int:width>.<str:format>", photos.photo, name="photo"),
]

MACHINES = [
    path("feed/", StoriesFeed(), name="feed"),
    path("districts/<str:code>/feed/", DistrictFeed(), name="district-feed"),
    path("villages/<str:code>/feed/", VillageFeed(), name="village-feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-stories-<int:part>.xml", sitemaps.stories, name="sitemap-stories"),
    path("sitemap-<str:kind>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", reading.robots, name="robots"),
]

TELLING = [
    path("me/", me.me, name="me"),
    path("people/<uuid:person_uuid>/erase/", erasing.person_erase, name="person-erase"),
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
    path("takedowns/", takedowns.takedown_list, name="takedowns"),
    path("takedowns/<int:pk>/", takedowns.takedown, name="takedown"),
    path("stories/<int:number>/ask/", writing.story_ask, name="story-ask"),
    path("stories/<int:number>/take-back/", answers.story_take_back, name="story-take-back"),
    path("stories/<int:number>/answer/", answers.story_answer, name="story-answer"),
    path("stories/<int:number>/read-aloud/", answers.story_read_aloud, name="story-read-aloud"),
    path("stories/<int:number>/sheets/<uuid:sheet_uuid>.jpg", photos.sheet, name="sheet"),
]

TENDING = [
    path("support/<int:pk>/offer/", tending.support_offer, name="support-offer"),
    path(
        "support/<int:pk>/offer/take-back/",
        tending.support_offer_take_back,
        name="support-offer-take-back",
    ),
    path("villages/<str:code>/tend/", tending.tend, name="tend"),
    path("villages/<str:code>/tend/goals/", tending.tend_goal, name="tend-goal"),
    path(
        "villages/<str:code>/tend/goals/<int:pk>/",
        tending.tend_goal_settle,
        name="tend-goal-settle",
    ),
    path("villages/<str:code>/tend/support/", tending.tend_support, name="tend-support"),
    path(
        "villages/<str:code>/tend/support/<int:pk>/",
        tending.tend_support_close,
        name="tend-support-close",
    ),
    path("villages/<str:code>/tend/pairs/", tending.tend_pair, name="tend-pair"),
    path(
        "villages/<str:code>/tend/pairs/<int:pk>/off/",
        tending.tend_pair_off,
        name="tend-pair-off",
    ),
    path("villages/<str:code>/keepers/", keepers.keepers_page, name="keepers"),
    path("villages/<str:code>/keepers/appoint/", keepers.keeper_appoint, name="keeper-appoint"),
    path("villages/<str:code>/keepers/<int:pk>/renew/", keepers.keeper_renew, name="keeper-renew"),
    path("villages/<str:code>/keepers/<int:pk>/end/", keepers.keeper_end, name="keeper-end"),
    path("villages/<str:code>/keepers/<int:pk>/name/", keepers.keeper_name, name="keeper-name"),
    path(
        "villages/<str:code>/keepers/<int:pk>/card/", keepers.keeper_card_page, name="keeper-card"
    ),
]

KEEPING = [
    path("keeper/<str:secret>/", keeper.keeper, name="keeper"),
    path(
        "keeper/<str:secret>/takedowns/<int:pk>/",
        takedowns.keeper_takedown,
        name="keeper-takedown",
    ),
    path("keeper/<str:secret>/answers/<int:pk>/", keeper.keeper_answer, name="keeper-answer"),
    path("keeper/<str:secret>/thanks/<int:pk>/", keeper.keeper_thanks, name="keeper-thanks"),
    path(
        "keeper/<str:secret>/take-back/<int:number>/",
        keeper.keeper_take_back,
        name="keeper-take-back",
    ),
    path(
        "keeper/<str:secret>/reconsider/<int:number>/",
        keeper.keeper_reconsider,
        name="keeper-reconsider",
    ),
    path("keeper/<str:secret>/goals/", keeper.keeper_goal, name="keeper-goal"),
    path(
        "keeper/<str:secret>/goals/<int:pk>/",
        keeper.keeper_goal_settle,
        name="keeper-goal-settle",
    ),
    path("keeper/<str:secret>/support/", keeper.keeper_support, name="keeper-support"),
    path(
        "keeper/<str:secret>/support/<int:pk>/",
        keeper.keeper_support_close,
        name="keeper-support-close",
    ),
    path("keeper/<str:secret>/name/", keeper.keeper_own_name, name="keeper-own-name"),
    path("keeper/<str:secret>/everything.zip", keeper.keeper_everything, name="keeper-everything"),
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

AFTERWARDS = [
    path("promises/<int:pk>/", pledges.promise, name="promise"),
    path("practice/<int:pk>/", pledges.practice_change, name="practice-change"),
    path("visits/<int:number>/review/", pledges.visit_review, name="visit-review"),
    path("changes/", pledges.changes, name="changes"),
    path("still-here/", still_here.still_here, name="still-here"),
    path("still-here/print/", still_here.still_here_print, name="still-here-print"),
    path("district/", district.district_desk, name="district-desk"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round-new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/stops/<int:stop>/", rounds.round_stop, name="round-stop"),
    path("rounds/<int:pk>/call-off/", rounds.round_call_off, name="round-call-off"),
]

FIELD = [
    path("visits/field/", field.field, name="field"),
    path("field-worker.js", field.worker, name="field-worker"),
    path("manifest.webmanifest", field.manifest, name="manifest"),
]

PEOPLE = [
    path("people/<uuid:person_uuid>/", people.person, name="person"),
    path("people/<uuid:person_uuid>/agree/", people.person_agree, name="person-agree"),
    path("people/<uuid:person_uuid>/withdraw/", people.person_withdraw, name="person-withdraw"),
    path("people/<uuid:person_uuid>/link/", people.person_link, name="person-link"),
    path("yours/<str:secret>/", people.yours, name="yours"),
    path("yours/<str:secret>/withdraw/", people.yours_withdraw, name="yours-withdraw"),
    path("yours/<str:secret>/agree/", people.yours_agree, name="yours-agree"),
    path("yours/<str:secret>/called/", people.yours_called, name="yours-called"),
    path("yours/<str:secret>/data.zip", people.yours_data, name="yours-data"),
    path(
        "yours/<str:secret>/photos/<uuid:photo_uuid>/<int:width>.<str:format>",
        people.yours_photo,
        name="yours-photo",
    ),
]

REPORTS = [
    path("reports/", reports.shelf, name="reports"),
    path("reports/indicators/", reports.indicator_list, name="indicators"),
    path("reports/indicators/load/", reports.indicator_load, name="indicator-load"),
    path("reports/indicators/<int:pk>/", reports.indicator, name="indicator"),
    path("reports/mappings/<int:pk>/aside/", reports.mapping_aside, name="mapping-aside"),
    path("reports/agencies/<int:pk>/", reports.agency_report, name="agency-report"),
    path(
        "reports/agencies/<int:pk>/report.xlsx",
        reports.agency_report_xlsx,
        name="agency-report-xlsx",
    ),
    path("reports/agencies/<int:pk>/period/", reports.agency_period, name="agency-period"),
    path("stories/<int:number>/mapping/", reports.story_mapping, name="story-mapping"),
    path("stories/<int:number>/reading/", reports.story_reading, name="story-reading"),
    path(
        "keeper/<str:secret>/readings/<int:number>/",
        reports.keeper_reading,
        name="keeper-reading",
    ),
]

urlpatterns = [
    *FIELD,
    *READING,
    *MACHINES,
    *TELLING,
    *SYNC,
    *TENDING,
    *KEEPING,
    *PEOPLE,
    *AFTERWARDS,
    *REPORTS,
]
