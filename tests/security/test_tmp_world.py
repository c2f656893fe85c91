import pytest, time
from tests import make
@make.every_store
def test_w():
    from tests.security import world
    t=time.time(); w=world.build(); print(time.time()-t, len(w.people), len(w.things))
    for t in w.things: print(t.kind, t.name, t.home)
