import time
from decimal import Decimal
from tests.factories import *
from enishi.friends.services.field_values import *
from enishi.kit.tenancy import org_scope
from enishi.friends.domain.fields import *
from django.db import connection

def test_it(channel, settings):
    n=100_000
    make_friends(channel, n)
    org=channel.org_id
    text=make_field(channel.org,"t"); num=make_field(channel.org,"n",FieldType.NUMBER); ch=make_field(channel.org,"c",FieldType.CHOICE,labels=["a","b","c"])
    with org_scope(org):
        ids=list(Friend.objects.filter(org_id=org).values_list("id",flat=True))
        with connection.cursor() as c: c.execute("ANALYZE friends_friend")
        import os
        t=time.time(); cpu=time.process_time()
        for i in range(0,n,4000):
            set_many(org_id=org,channel_id=channel.id,values={f:{text.id:str(f%1000),num.id:Decimal(f%50),ch.id:f%3+1} for f in ids[i:i+4000]},now=NOW,source="import:1",ref="operation:1")
        print("3x100k",time.time()-t,"py cpu",time.process_time()-cpu, os.getloadavg())
        t=time.time(); set_values(org_id=org,channel_id=channel.id,field_id=num.id,values=dict.fromkeys(ids,Decimal(7)),now=NOW,source="x"); print("set_values 100k", time.time()-t)
        t=time.time(); add_number(org_id=org,channel_id=channel.id,field_id=num.id,friend_ids=ids,amount=Decimal(1),now=NOW,source="x"); print("add 100k", time.time()-t)
