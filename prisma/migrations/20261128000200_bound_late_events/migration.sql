-- What the map needs to fold a late event from its neighbours alone: one edge of a job, completed runs, snapshots of a run, sets that still hold.
-- Adds four indexes and drops one that the first of them stands for. Locks hot.edge, hot.observation and hot.speaker_set against writing
-- while they are built: seconds for a million rows.

create index edge_current_by_statement on hot.edge (tenant, generation, speaker, mode, statement, valid_to) where known_to = 9223372036854775807;
drop index hot.edge_current_by_speaker;

-- type 3: COMPLETE
create index observation_completions on hot.observation (tenant, generation, speaker, time, time_ns) where type = 3;
create index observation_snapshots_by_run on hot.observation (tenant, generation, run, time, time_ns) where snapshot_from is not null;
create index speaker_set_open on hot.speaker_set (tenant, generation, speaker, set) where ended = 'infinity';
