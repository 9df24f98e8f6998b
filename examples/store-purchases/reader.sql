-- The role under which capisync reads. It can do no more than this: read the tables, and see how
-- old the oldest open transaction is (pg_read_all_stats), which is how far a run may safely read.
create role capisync_reader login password 'capisync';
grant usage on schema pos, crm to capisync_reader;
grant select on all tables in schema pos, crm to capisync_reader;
grant pg_read_all_stats to capisync_reader;
