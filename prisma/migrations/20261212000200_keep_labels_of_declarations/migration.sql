-- Labels that came by declarations of jobs and datasets that were taken back, or stood at one instant, were not always what 0016 says: where there are declarations,
-- what is kept of labels is forgotten, and kept anew by the loop that keeps it, as after a rebuild of the graph. Until then whoever rules by classification concern is
-- asked to wait. Locks nothing that is read.

delete from hot.label as kept where exists (select from hot.observation as o where o.tenant = kept.tenant and o.declares);
delete from hot.label_head as head where exists (select from hot.observation as o where o.tenant = head.tenant and o.declares);
