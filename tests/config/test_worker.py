import logging
import threading

import pytest

from nietpluis.config import worker
from nietpluis.config.worker import Job
from tests import make

pytestmark = make.every_store  # a job starts and ends with fresh connections


@pytest.fixture
def done():
    return []


def test_what_one_job_raises_stops_no_other_and_the_log_does_not_quote_it(done, caplog):
    def fails(now):
        raise ValueError("Zij woont op de Dorpsstraat.")

    todo = [Job("collect", 1, fails), Job("sweep", 1, done.append)]
    logging.getLogger("nietpluis").propagate = True
    with caplog.at_level("ERROR"):
        worker.work(todo, stop=threading.Event(), once=True)

    assert len(done) == 1
    assert "job collect failed: ValueError" in caplog.text
    assert "Dorpsstraat" not in caplog.text


def test_a_job_runs_again_when_it_is_due_until_the_worker_is_told_to_stop(done):
    stop = threading.Event()

    def often(now):
        done.append(now)
        if len(done) == 3:
            stop.set()

    worker.work([Job("often", 0.01, often), Job("seldom", 60, done.append)], stop=stop)
    assert len(done) == 3 or len(done) == 4


def test_a_worker_that_is_told_to_stop_begins_nothing_new(done):
    stop = threading.Event()
    stop.set()
    worker.work([Job("collect", 1, done.append)], stop=stop)
    assert done == []


def test_every_job_has_a_name_of_its_own_and_runs_more_than_once_a_day():
    todo = worker.jobs()
    assert len({job.name for job in todo}) == len(todo)
    assert all(0 < job.every <= 24 * 3600 for job in todo)
