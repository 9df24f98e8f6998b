-- A shop with 24 000 orders of the last two months, and with the trouble that shops have.
-- Everything is a pure function of a row's number and of now(): each run plants the same shop,
-- stamped afresh. The people are invented.

create schema pos;
create schema crm;

create table crm.customers (
  customer_id int primary key,
  loyalty_id  text,
  email       text,
  mobile      text,
  first_name  text,
  last_name   text,
  city        text,
  postcode    text,
  country     text,
  ads_consent boolean
);

-- No primary key: store 7 moved, and both of its rows stayed.
create table pos.stores (
  store_id   int,
  store_code text
);

create table pos.orders (
  order_id     bigint primary key,
  store_id     int,
  customer_id  int,
  status       text,
  total_cents  int,
  currency     text,
  purchased_at timestamptz,
  updated_at   timestamptz
);

create table pos.order_lines (
  order_id   bigint,
  line_no    int,
  sku        text,
  qty        int,
  unit_cents int,
  primary key (order_id, line_no)
);

-- A number from 0 to n - 1 that looks random and always is the same for the same i and salt.
create function pg_temp.pick(i bigint, salt int, n int) returns int
  language sql immutable as 'select abs(hashint8extended(i, salt) % n)::int';

insert into pos.stores
select i, 'STORE-' || lpad(i::text, 3, '0') from generate_series(1, 40) i
union all
select 7, 'STORE-007-OLD';

-- Of 1000 customers: 0-29 left nothing but a name, 30-44 only a spoiled e-mail address, 45-69 a
-- spoiled one and a phone, 70-149 withhold their consent, 150-159 live in no known country.
insert into crm.customers
select i,
       case when kind between 45 and 149 or kind >= 160 and pick_loyalty < 70 then 'L-' || i end,
       case
         when kind < 30 then case when i % 2 = 0 then '' end
         when kind < 70 then (array['n/a', 'anna@', '@example.com', 'anna.de.vries example.com',
                                    'anna@@example.com'])[1 + i % 5]
         when kind >= 160 and i % 8 = 0 then null
         else case when i % 3 = 0 then ' ' else '' end
              || translate(case when i % 4 = 0 then initcap(first_name) else first_name end, 'é', 'e')
              || '.' || i || '@' || case when i % 5 = 0 then 'Example.COM ' else 'example.com' end
       end,
       case
         when kind < 45 then null
         when country = 'US' then
           (array['(650) 555-01%s', '650.555.01%s', '+1 650 555 01%s'])[1 + i % 3]
         when country = 'DE' then
           (array['030 23125 1%s', '+49 30 23125 1%s'])[1 + i % 2]
         else
           (array['06 1234 56 %s', '06-123456%s', '+31 6 1234 56%s', '0031612345 6%s'])[1 + i % 4]
       end,
       first_name, last_name,
       case country when 'US' then 'Menlo Park' when 'DE' then 'Berlin' else '''s-Gravenhage' end,
       case country when 'US' then '94025-1234' when 'DE' then '10115' else '2511 AB' end,
       case when kind not between 150 and 159 then country end,
       case
         when kind between 70 and 139 then false
         when kind between 140 and 149 then null
         else true
       end
  from (select i,
               pg_temp.pick(i, 1, 1000) as kind,
               pg_temp.pick(i, 2, 100)  as pick_loyalty,
               (array['NL', 'NL', 'NL', 'US', 'DE'])[1 + pg_temp.pick(i, 3, 5)] as country,
               (array['anna', 'bram', 'chloé', 'daan', 'emma', 'finn', 'gijs', 'hanna'])
                 [1 + pg_temp.pick(i, 4, 8)] as first_name,
               (array['de Vries', 'Jansen', 'Müller', 'O''Neill', 'Smith', 'van den Berg'])
                 [1 + pg_temp.pick(i, 5, 6)] as last_name
          from generate_series(1, 9000) i) c;

-- The phones end in two digits of their own.
update crm.customers set mobile = format(mobile, lpad((customer_id % 100)::text, 2, '0'))
 where mobile is not null;

-- Of 1000 orders: 0-14 are refunds, 15-24 were paid in loyalty points, 25-39 reached us months late,
-- 40-49 were never stamped; 1 of 25 has no customer, 1 of 50 is not paid yet.
insert into pos.orders
select i,
       1 + pg_temp.pick(i, 11, 40),
       case when pg_temp.pick(i, 12, 25) > 0 then 1 + pg_temp.pick(i, 13, 9000) end,
       case when pg_temp.pick(i, 14, 50) > 0 then 'paid' else 'open' end,
       0,
       case
         when kind between 15 and 24 then 'PTS'
         when pg_temp.pick(i, 15, 4) = 0 then 'usd'
         else 'EUR'
       end,
       case
         when kind between 25 and 39 then now() - interval '1 day' * (70 + pg_temp.pick(i, 16, 30))
         else stamp - interval '1 second' * (60 + pg_temp.pick(i, 17, 1200))
       end,
       case when kind not between 40 and 49 then stamp end
  from (select i,
               pg_temp.pick(i, 10, 1000) as kind,
               case
                 -- Last night's import stamped 3 000 orders with one time.
                 when i between 20001 and 23000 then now() - interval '90 minutes'
                 -- Elsewhere three neighbours are a microsecond apart.
                 else now() - interval '10 minutes'
                      - interval '59 days' * (24000 - i + i % 3) / 24000.0
                      + interval '1 microsecond' * (i % 3)
               end as stamp
          from generate_series(1, 24000) i) o;

insert into pos.order_lines
select o.order_id, line_no,
       'SKU-' || (1000 + pg_temp.pick(o.order_id * 8 + line_no, 20, 500)),
       1 + pg_temp.pick(o.order_id * 8 + line_no, 21, 3),
       195 + 100 * pg_temp.pick(o.order_id * 8 + line_no, 22, 80)
  from pos.orders o, generate_series(1, 1 + pg_temp.pick(o.order_id, 23, 4)) line_no;

update pos.orders o
   set total_cents = cents * case when pg_temp.pick(o.order_id, 10, 1000) < 15 then -1 else 1 end
  from (select order_id, sum(qty * unit_cents)::int as cents
          from pos.order_lines group by order_id) sums
 where sums.order_id = o.order_id;

create index on pos.orders (updated_at, order_id);
analyze;
