"""Whoever connects a system reads where to look, not what a library says."""

import socket
import ssl

import pytest

from portal.post.channels.outside import why_not

UNTRUSTED = ssl.SSLCertVerificationError()
UNTRUSTED.verify_message = "certificate has expired"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "slack.com is not found."),
        (ConnectionRefusedError(111, "refused"), "slack.com refuses the connection."),
        (TimeoutError("timed out"), "slack.com did not answer in time."),
        (UNTRUSTED, "not trusted: certificate has expired."),
        (OSError("reset"), "No answer from slack.com: reset"),
    ],
)
def test_each_cause_has_its_sentence(error: Exception, said: str) -> None:
    assert said in why_not(error, "https://slack.com/api/auth.test")
