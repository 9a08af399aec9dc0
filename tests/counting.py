"""This file is where tests count what a page costs."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_NOT_COUNTED = (
    *("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT"),
    # A request has its transaction to itself; inside a test's, who acts must be taken back.
    "select set_config('stegvis.organisation', '',",
)


def number_of_queries(captured: CaptureQueriesContext) -> int:
    """How many of the captured queries a real request would have made."""
    return sum(not query["sql"].startswith(_NOT_COUNTED) for query in captured.captured_queries)


def queries(client: Client, url: str) -> int:
    """How many queries one GET of this page makes in all; the page must answer 200."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return number_of_queries(captured)
