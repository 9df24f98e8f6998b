-- How many orders can become events, told from the shop's tables alone: what the first run must
-- send.
select count(*)::int as orders
  from pos.orders o
  join crm.customers c using (customer_id)
 where o.status = 'paid'
   and o.updated_at is not null
   and o.purchased_at > now() - interval '62 days'
   and o.total_cents >= 0
   and o.currency <> 'PTS'
   and c.ads_consent
   and (c.loyalty_id is not null
        or c.email ~ '^\s*[^@\s]+@[^@\s]+\s*$'
        or (c.mobile is not null and c.country is not null));
