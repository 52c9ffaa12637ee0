-- What witnesses cosigned last of the log. Creates one small table; locks nothing that exists.

create table hot.log_cosigned (
  tenant   integer not null,
  witness  text collate "C" not null,
  restores integer not null check (restores >= 0),
  size     bigint not null check (size >= 0),
  note     text not null,
  primary key (tenant, witness)
);
comment on column hot.log_cosigned.restores is 'After how many restores: what the name of the log ends with.';
comment on column hot.log_cosigned.note is 'The checkpoint of that size with the signatures of the log and of this witness (C2SP tlog-cosignature).';
