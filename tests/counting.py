"""This file is where tests count what a page costs."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(client: Client, url: str) -> int:
    """How many queries one GET of this page makes in all; the page must answer 200."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])
