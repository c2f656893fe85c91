import logging

from nietpluis.config.logs import Discreet


def test_a_log_tells_the_kind_of_error_and_its_place_and_never_its_message():
    try:
        raise ValueError("Zij woont op de Dorpsstraat.")
    except ValueError as error:
        record = logging.LogRecord(
            "desk", logging.ERROR, __file__, 1, "failed on %s", ("42",), None
        )
        record.exc_info = (type(error), error, error.__traceback__)
    line = Discreet().format(record)
    assert "failed on 42" in line and "ValueError" in line and "test_logs.py" in line
    assert "Dorpsstraat" not in line


def test_an_error_that_came_from_another_is_no_more_talkative():
    try:
        try:
            raise KeyError("Dorpsstraat")
        except KeyError as cause:
            raise RuntimeError("Dorpsstraat") from cause
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    assert "Dorpsstraat" not in Discreet().formatException(info)
