-- A shop with as many orders as the setting bench.rows says, 14 columns each. Every value is a pure
-- function of the order's number; nine of the columns are hashed on their way out.
create schema shop;

create function pg_temp.pick(i bigint, salt int, n int) returns int
  language sql immutable as 'select abs(hashint8extended(i, salt) % n)::int';

create table shop.orders as
select i                                                                       as order_id,
       now() - interval '1 hour' - interval '30 days' * (1 - i / total::float8) as ordered_at,
       now() - interval '1 hour' - interval '30 days' * (1 - i / total::float8)
         + interval '90 seconds'                                               as updated_at,
       (5 + pg_temp.pick(i, 1, 30000) / 100.0)::numeric(10, 2)                 as total,
       'USD'                                                                   as currency,
       ' Buyer' || i || case when i % 4 = 0 then '@Example.com' else '@example.com ' end as email,
       '+1650' || lpad((2000000 + i)::text, 7, '0')                            as phone,
       'Given' || chr(97 + pg_temp.pick(i, 2, 26)) || chr(97 + pg_temp.pick(i, 3, 26)) as first_name,
       'Family' || chr(97 + pg_temp.pick(i, 4, 26)) || chr(97 + pg_temp.pick(i, 5, 26))
         || chr(97 + pg_temp.pick(i, 6, 26))                                   as last_name,
       'Port ' || chr(65 + pg_temp.pick(i, 7, 26)) || chr(97 + pg_temp.pick(i, 8, 26)) as city,
       (array['CA', 'NY', 'TX', 'WA', 'IL'])[1 + pg_temp.pick(i, 9, 5)]        as state,
       lpad((10000 + pg_temp.pick(i, 10, 20000))::text, 5, '0')                as zip,
       'US'                                                                    as country,
       'L-' || i                                                               as loyalty_id
  from (select current_setting('bench.rows')::bigint as total) s,
       generate_series(1, total) as i;

alter table shop.orders add primary key (order_id);
create index on shop.orders (updated_at, order_id);
