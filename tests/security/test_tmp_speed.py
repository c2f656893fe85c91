import time, collections
from tests import make
from tests.security import attempts
from tests.security.oracle import in_sight
from tests.security.test_no_leaks import *
pytestmark = make.every_store
def test_nobody_meets_what_is_not_theirs(): pass
def test_speed(desk):
  for who in ["FOCAL_OFFICER gemeente-helmond CARE", "INVESTIGATOR avim-oost SAFETY","EVALUATOR nla CARE","FOCAL_OFFICER nla CARE"]:
    p=desk.world.people[who]; s=desk.door.session_of(p.user)
    spent=collections.Counter(); n=collections.Counter()
    orig=desk.door.knock
    def k(session, method, path, data=None):
        t=time.process_time(); a=orig(session, method, path, data); key=(method,a.status); spent[key]+=time.process_time()-t; n[key]+=1; return a
    desk.door.knock=k
    import tests.security.test_no_leaks as m
    t=time.process_time()
    try: m.test_nobody_meets_what_is_not_theirs(desk, who)
    except AssertionError as e: print(str(e)[:300])
    del desk.door.knock
    print(who, sum(n.values()), time.process_time()-t)
    for key,v in spent.most_common(): print("   ",key,n[key],round(v*1000/n[key],2),"ms")
