"""Gunicorn for the wall: one loaded application, shared by two workers. The address comes from the command line."""

import os

workers = int(os.environ.get("FIRELAKE_WALL_WORKERS", "2"))
worker_class, threads = "gthread", 8
preload_app = True
timeout, graceful_timeout = 120, 20
accesslog = None


def post_fork(server, worker):
    """Each worker opens its own database connections: one shared by a fork mixes up the answers of two workers."""
    from superset.extensions import db

    application = server.app.wsgi()
    with getattr(application, "superset_app", application).app_context():
        db.engine.dispose(close=False)
