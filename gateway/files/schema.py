"""Uploads, as their senders see them."""

from gateway.files.policy import UPLOAD
from gateway.request.sources import column, node


@node(UPLOAD, order=("-created_at",), plural="")
class Upload:
    """A file that you have sent to `POST /files`; it waits a day for an action that takes it."""

    file_name = column("Its name, as sent, without what could do harm.")
    media_type = column("What kind of file it is, by its bytes, such as image/png.")
    size = column("Its size in bytes.")
    sha256 = column("The SHA-256 of its bytes, in hexadecimal.")
    scan_state = column("What the virus scanner says of it.")
    created_at = column("When it came in.")
