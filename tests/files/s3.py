"""A bucket on loopback that speaks as much of the S3 protocol as a client needs to keep files."""

import hashlib
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

SPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class FakeS3(ThreadingHTTPServer):
    """`objects` is what the bucket holds; `broken` answers everything with that status."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.largest_body = 0
        self.broken = 0
        self.unsigned = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeS3
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        """Keep quiet."""

    def _begin(self) -> tuple[str, dict[str, list[str]], bytes]:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.largest_body = max(self.server.largest_body, len(body))
        if "AWS4-HMAC-SHA256 Credential=key/" not in self.headers.get("Authorization", ""):
            self.server.unsigned += 1
        return (
            unquote(address.path).removeprefix("/bucket").lstrip("/"),
            parse_qs(address.query, keep_blank_values=True),
            body,
        )

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _xml(self, root: str, *children: tuple[str, str | list]) -> bytes:
        def build(tag, inside):
            element = ElementTree.Element(tag)
            if isinstance(inside, str):
                element.text = inside
            else:
                for child in inside:
                    element.append(build(*child))
            return element

        element = build(root, list(children))
        element.set("xmlns", SPACE)
        return ElementTree.tostring(element)

    def _refused(self) -> bool:
        if self.server.broken:
            self._answer(self.server.broken, self._xml("Error", ("Code", "AccessDenied"), ("Message", "No")))
        return bool(self.server.broken)

    def do_PUT(self):
        key, query, body = self._begin()
        if self._refused():
            return
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if "uploadId" in query:
            self.server.parts[query["uploadId"][0]][int(query["partNumber"][0])] = body
        else:
            self.server.objects[key] = (body, datetime.now(UTC))
        self._answer(200, ETag=tag)

    def do_POST(self):
        key, query, body = self._begin()
        if self._refused():
            return
        if "delete" in query:
            gone = [
                each.text or "" for each in ElementTree.fromstring(body).iter() if each.tag.endswith("Key")
            ]
            for name in gone:
                self.server.objects.pop(name, None)
            deleted = [("Deleted", [("Key", name)]) for name in gone]
            self._answer(200, self._xml("DeleteResult", *deleted))
        elif "uploads" in query:
            upload = str(len(self.server.parts) + 1)
            self.server.parts[upload] = {}
            self._answer(
                200,
                self._xml(
                    "InitiateMultipartUploadResult", ("Bucket", "bucket"), ("Key", key), ("UploadId", upload)
                ),
            )
        else:
            parts = self.server.parts.pop(query["uploadId"][0])
            self.server.objects[key] = (
                b"".join(parts[number] for number in sorted(parts)),
                datetime.now(UTC),
            )
            self._answer(
                200,
                self._xml(
                    "CompleteMultipartUploadResult", ("Bucket", "bucket"), ("Key", key), ("ETag", '"x"')
                ),
            )

    def do_GET(self):
        key, query, _body = self._begin()
        if self._refused():
            return
        if "list-type" in query:
            prefix = query.get("prefix", [""])[0]
            contents = [
                ("Contents", [("Key", name), ("LastModified", at.strftime("%Y-%m-%dT%H:%M:%S.000Z")), ("Size", str(len(body))), ("ETag", '"x"')])
                for name, (body, at) in sorted(self.server.objects.items()) if name.startswith(prefix)
            ]  # fmt: skip
            self._answer(200, self._xml("ListBucketResult", ("IsTruncated", "false"), *contents))
        elif key in self.server.objects:
            body, at = self.server.objects[key]
            self._answer(200, body, ETag='"x"', Last_Modified=at.strftime("%a, %d %b %Y %H:%M:%S GMT"))
        else:
            self._answer(404, self._xml("Error", ("Code", "NoSuchKey"), ("Message", "None")))

    do_HEAD = do_GET

    def do_DELETE(self):
        key, query, _body = self._begin()
        if self._refused():
            return
        if "uploadId" in query:
            self.server.parts.pop(query["uploadId"][0], None)
        else:
            self.server.objects.pop(key, None)
        self._answer(204)
