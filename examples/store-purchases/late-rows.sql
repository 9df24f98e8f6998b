-- What happens in the shop while nobody looks. Each statement's number of rows is shown by the
-- demo.

-- A till comes back online: orders of 45 minutes ago, with stamps older than what was read before.
insert into pos.orders
select 100000 + n, 1, customer_id, 'paid', 1995, 'EUR',
       now() - interval '45 minutes', now() - interval '40 minutes' + interval '1 microsecond' * n
  from (select customer_id, row_number() over (order by customer_id) as n
          from crm.customers where ads_consent and loyalty_id is not null) c
 where n <= 120;

-- New orders, just now.
insert into pos.orders
select 200000 + n, 2, customer_id, 'paid', 1995, 'EUR', now() - interval '1 minute', now()
  from (select customer_id, row_number() over (order by customer_id desc) as n
          from crm.customers where ads_consent and loyalty_id is not null) c
 where n <= 180;

insert into pos.order_lines
select order_id, 1, 'SKU-1000', 1, 1995 from pos.orders where order_id > 100000;

-- Someone mends orders that had no valid currency: they can go now.
update pos.orders set currency = 'EUR', updated_at = now()
 where order_id in (
   select o.order_id
     from pos.orders o join crm.customers c using (customer_id)
    where o.currency = 'PTS' and o.status = 'paid' and o.store_id <> 7
      and c.ads_consent and c.loyalty_id is not null
    order by o.order_id limit 25);

-- Someone touches orders that were sent already, so they are read again: they must not go again.
update pos.orders set updated_at = now()
 where order_id in (
   select o.order_id
     from pos.orders o join crm.customers c using (customer_id)
    where o.currency <> 'PTS' and o.status = 'paid' and o.store_id <> 7 and o.total_cents > 0
      and o.purchased_at > now() - interval '55 days' and o.updated_at < now() - interval '1 day'
      and c.ads_consent and c.loyalty_id is not null
    order by o.order_id limit 40);
