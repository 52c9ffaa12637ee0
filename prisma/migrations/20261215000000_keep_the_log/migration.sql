-- The log over the ledger: the tiles of its Merkle tree, and its newest signed checkpoint. Creates two tables. Entries that are recorded already are taken into the
-- log after the start, many thousands a second; nothing waits for it.

create table hot.log_head (
  tenant integer primary key,
  size   bigint not null check (size >= 0),
  note   text
);
comment on table hot.log_head is 'One row a tenant. Its lock is the right to append to the log: one process at a time has it.';
comment on column hot.log_head.size is 'Leaves in the log: the entries of the ledger below this position.';
comment on column hot.log_head.note is 'The signed checkpoint of that size (C2SP tlog-checkpoint). Null: nothing was logged yet.';

create table hot.log_tile (
  tenant integer not null,
  level  smallint not null check (level between 0 and 6),
  index  bigint not null check (index >= 0),
  hashes bytea not null check (octet_length(hashes) % 32 = 0 and octet_length(hashes) between 32 and 8192),
  primary key (tenant, level, index)
);
alter table hot.log_tile alter column hashes set storage external;
comment on table hot.log_tile is 'Tiles of the tree (C2SP tlog-tiles). One that is not whole grows; what it held before is its beginning.';
