"""The hospitals behind the HTTP interface, each opened once."""

import threading

from evidence.deployment import Deployment
from evidence.errors import NotFoundError
from evidence.http.session_cookie import cookie_name
from evidence.store import Store


class Places:
    """The stores of a deployment, shared by all requests."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._stores: dict[str, Store] = {}
        self._lock = threading.Lock()

    def store(self, slug: str) -> Store:
        """The store of a hospital. Raises NotFoundError, StoreError."""
        with self._lock:
            if slug not in self._stores:
                if slug not in self.deployment.hospitals():
                    raise NotFoundError("令牌所属的医院不在这台服务器上，请核对访问地址。")
                self._stores[slug] = self.deployment.open(slug)
            return self._stores[slug]

    def by_cookie(self) -> dict[str, str]:
        """Name of the session cookie → hospital."""
        return {cookie_name(slug): slug for slug in self.deployment.hospitals()}
