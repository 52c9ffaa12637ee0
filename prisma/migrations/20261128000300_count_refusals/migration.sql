-- How often the door turned something away without keeping it: bodies over the limit, by sender, and requests without a valid key.
-- Creates one narrow table; locks nothing that exists.

create table hot.refusal (
  tenant   integer not null,
  day      date not null,
  reason   text not null check (reason in ('BODY_TOO_LARGE', 'IDENTITY_UNKNOWN')),
  sender   uuid,
  count    bigint not null check (count > 0),
  first_at timestamptz not null,
  last_at  timestamptz not null,
  unique nulls not distinct (tenant, day, reason, sender)
);
comment on column hot.refusal.sender is 'Null: nobody knows, or more senders than are told apart.';
