-- Answers about the past find the edges that hold, without reading every row that an edge ever had: by its times where it is believed now, and by the sizes of the
-- ledger that believed it where it is not. Events of a job that were not known yet are passed over in the index. Rebuilds five indexes of hot.edge and
-- hot.observation, and locks both against writing meanwhile.
create index edge_current_by_via on hot.edge (tenant, generation, via, valid_to) where kind = 3 and via is not null and known_to = 9223372036854775807;

-- Of what is believed no more: a line each in the plane of the sizes that believed it and of its end, which an asked size cuts. A tree of boxes keeps an asked size
-- from costing what lies before and after it.
drop index hot.edge_history_by_target;
drop index hot.edge_history_by_source;
drop index hot.edge_history_by_via;
create index edge_revised_by_target on hot.edge using gist (box(point(known_from, target * 8 + kind), point(known_to - 1, target * 8 + kind)))
  where known_to <> 9223372036854775807;
create index edge_revised_by_source on hot.edge using gist (box(point(known_from, source * 8 + kind), point(known_to - 1, source * 8 + kind)))
  where known_to <> 9223372036854775807;
create index edge_revised_by_via on hot.edge using gist (box(point(known_from, via * 8 + kind), point(known_to - 1, via * 8 + kind)))
  where known_to <> 9223372036854775807 and kind = 3 and via is not null;

drop index hot.observation_by_speaker;
create index observation_by_speaker on hot.observation (tenant, generation, speaker, time, time_ns, known_from);
