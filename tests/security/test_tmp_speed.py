import os
import time

from tests import make
from tests.security.test_no_leaks import *

pytestmark = make.every_store
def test_nobody_meets_what_is_not_theirs(): pass
def test_speed(desk):
  import tests.security.test_no_leaks as m
  names = [n for n in EVERYBODY if n in SPECIAL or "helmond CARE" in n] + ["FOCAL_OFFICER gemeente-helmond SAFETY","FOCAL_OFFICER gemeente-eindhoven SAFETY","FOCAL_OFFICER gemeente-dronten CARE","INVESTIGATOR avim-oost SAFETY","INVESTIGATOR nla SAFETY","CARE_COORDINATOR zoco-oost CARE","RIEC_MEMBER riec-oost CARE","CHAIN_DIRECTOR keten-oost CARE","CHAIN_DIRECTOR keten-noord CARE","REGISSEUR gemeente-dronten CARE","FOCAL_OFFICER avim-oost CARE", "OFFICIAL gemeente-helmond SAFETY","ADMINISTRATOR gemeente-dronten CARE"]
  if os.environ.get("WHO"): names=os.environ["WHO"].split(";")
  seen=set()
  for who in dict.fromkeys(names):
    t=time.process_time(); b=desk.door.count
    try: m.test_nobody_meets_what_is_not_theirs(desk, who); w="ok"
    except AssertionError as e:
        import re
        w=str(e).split("\nassert")[0]
    print(who, desk.door.count-b, round(time.process_time()-t,1), "ok" if w=="ok" else "")
    for line in (w.split("\n") if w!="ok" else []):
        key=re.sub(r"[0-9a-f-]{36}","*",line)
        if key not in seen: seen.add(key); print("    ", line[:600])
