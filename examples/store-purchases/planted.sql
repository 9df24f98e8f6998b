-- How much trouble the shop is in, for the demo to show. An order may be in several kinds of it.
select count(*) as "orders",
       count(*) filter (where c.customer_id is null) as "without a customer",
       count(*) filter (where not coalesce(c.ads_consent, c.customer_id is null))
         as "without consent",
       count(*) filter (where c.customer_id is not null
                          and coalesce(c.loyalty_id, c.mobile, nullif(c.email, '')) is null)
         as "without any identifier",
       count(*) filter (where c.email <> '' and c.email !~ '^\s*[^@\s]+@[^@\s]+\s*$')
         as "with a spoiled e-mail",
       count(*) filter (where c.mobile ~ '^0[1-9]|^\(|^6') as "with a national phone",
       count(*) filter (where o.total_cents < 0) as "refunds",
       count(*) filter (where o.currency = 'PTS') as "in no known currency",
       count(*) filter (where o.purchased_at < now() - interval '62 days') as "older than 62 days",
       count(*) filter (where o.store_id = 7) as "doubled by a join",
       count(*) filter (where o.updated_at is null) as "never stamped",
       count(*) - count(distinct o.updated_at) - count(*) filter (where o.updated_at is null)
         as "tied with another's stamp"
  from pos.orders o
  left join crm.customers c using (customer_id);
