from gunicorn.config import Config
from gunicorn.glogging import Logger

from .logs import Discreet


class DiscreetServer(Logger):  # type: ignore[misc,unused-ignore]  # gunicorn has no types
    """The web server's own log, which says no more than ours."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Discreet())
