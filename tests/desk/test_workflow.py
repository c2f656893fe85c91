from nietpluis.desk.flow import FLOW
from nietpluis.desk.workflow import NEXT, START, STATUS_WORDS, NotAllowed, Status, check_step


def test_every_state_can_be_reached_and_every_state_can_be_left():
    seen, todo = set(), {START}
    while todo:
        seen |= todo
        todo = set().union(*(NEXT[status] for status in todo)) - seen
    assert seen == set(Status) == set(NEXT)
    assert all(NEXT.values())


def test_from_every_state_a_signal_can_still_end_in_closed():
    def ends(status):
        seen, todo = {status}, [status]
        while todo:
            for after in NEXT[todo.pop()] - seen:
                seen.add(after)
                todo.append(after)
        return Status.CLOSED in seen

    assert all(ends(status) for status in Status)


def test_the_flow_chart_and_the_workflow_tell_the_same_story():
    assert set(FLOW) == set(NEXT)
    for status, question in FLOW.items():
        assert set(question.answers().values()) - {status} == NEXT[status]


def test_closed_is_only_reached_through_feedback():
    assert [status for status, after in NEXT.items() if Status.CLOSED in after] == [Status.FEEDBACK]


def test_a_step_that_the_workflow_does_not_have_is_refused_in_dutch():
    try:
        check_step(Status.NEW, Status.CLOSED)
    except NotAllowed as refused:
        assert str(refused) == "Van ‘Nieuw’ kan een signaal niet naar ‘Afgesloten’."
    else:
        raise AssertionError


def test_a_reporter_reads_a_word_for_every_state():
    assert set(STATUS_WORDS) == set(Status)
