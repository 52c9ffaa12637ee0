-- Entries of which the labels could not be followed, for too much lay downstream, are counted. Adds two columns to a table of a few rows, at once.

alter table hot.label_head add column unfollowed bigint not null default 0;
alter table hot.label_head add column unfollowed_last bigint;
comment on column hot.label_head.unfollowed is 'How many entries changed more than labels are followed along at once: what lies downstream may bear anything.';
comment on column hot.label_head.unfollowed_last is 'The position of the newest of them.';
