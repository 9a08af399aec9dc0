"""What a programme measures with: its instruments, their questions, and a comparison group."""

from django.urls import path

from stegvis.web.measuring import comparison, texts

urlpatterns = [
    path("<slug:programme>/", texts.measuring_show, name="measuring-show"),
    path("<slug:programme>/jamforelsegrupp/", comparison.comparison_list, name="comparison-list"),
    path(
        "<slug:programme>/jamforelsegrupp/flera/",
        comparison.comparison_import,
        name="comparison-import",
    ),
    path("<slug:programme>/<slug:instrument>/fragor/", texts.text_write, name="instrument-text"),
]
