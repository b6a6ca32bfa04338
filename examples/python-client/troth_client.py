"""A client of a Troth cell in the standard library. See README.md."""
import http.client
import json
import ssl
import time
import urllib.parse
import uuid


class Refused(Exception):
    """A problem (RFC 9457): `status`, `detail`, `at` (where the request was wrong), `next` (what to do)."""

    def __init__(self, status, problem):
        super().__init__(f"{status}: {problem.get('detail')} ({problem.get('at', '-')}); {problem.get('next')}")
        self.status, self.problem = status, problem


class Cell:
    def __init__(self, url, token_file, ca=None, attempts=5):
        self.where = urllib.parse.urlsplit(url)
        self.context = ssl.create_default_context(cafile=ca)
        with open(token_file) as file:
            self.token = file.readline().strip()
        self.attempts = attempts

    def __call__(self, method, path, body=None, **headers):
        """The answer's JSON. What changes something carries one Idempotency-Key in all its attempts, so that it happens once."""
        sent = {"Authorization": "Bearer " + self.token} | {name.replace("_", "-"): value for name, value in headers.items()}
        if method != "GET" and path.startswith("/v1/tenants/"):
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        if body is not None:
            body, sent["Content-Type"] = json.dumps(body), "application/json"
        for attempt in range(1, self.attempts + 1):
            try:
                status, told, text = self.send(method, path, body, sent)
            except (http.client.HTTPException, ConnectionError, TimeoutError):
                if attempt == self.attempts:
                    raise
                status, told, text = 503, {}, "{}"
            if status < 400:
                return json.loads(text)
            if status not in (429, 503) or attempt == self.attempts:
                raise Refused(status, json.loads(text))
            time.sleep(min(60, float(told.get("Retry-After", 1))))

    def send(self, method, path, body, headers):
        connection = http.client.HTTPSConnection(self.where.hostname, self.where.port or 443, context=self.context, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()
