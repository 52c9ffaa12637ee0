-- Contracts say labels from now on, those too that are in force already: where there are any, what is kept of labels is forgotten, and kept anew by the loop that
-- keeps it, as after a rebuild of the graph. Until then whoever rules by classification concern is asked to wait. Locks nothing that is read.

delete from hot.label as kept where exists (select from hot.ledger_act as act where act.tenant = kept.tenant and act.kind = 6);
delete from hot.label_head as head where exists (select from hot.ledger_act as act where act.tenant = head.tenant and act.kind = 6);
