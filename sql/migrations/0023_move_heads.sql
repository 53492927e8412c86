-- move_heads(moves) -- the fence of a batch: moves the head of each of its clusters, and fails with TD001 when one is not where the
-- batch was computed from, or its last entry is not in the journal any more.
--
-- Called first in the transaction: a second daemon waits here until the first one's fate is known. The rows come sorted by cluster.
create function thidua.move_heads(moves thidua.head_move[]) returns void
language plpgsql as $$
declare
	begun bigint;
	moved bigint;
begin
	insert into thidua.head (cluster, sequence, hash)
	select m.cluster, m.next_sequence, m.next_hash from unnest(moves) m where m.sequence = 0
	on conflict do nothing;
	get diagnostics begun = row_count;
	update thidua.head h set sequence = m.next_sequence, hash = m.next_hash, broken = false
	from unnest(moves) m
	join thidua.journal j on j.cluster = m.cluster and j.sequence = m.sequence and j.hash = m.hash
	where h.cluster = m.cluster and h.sequence = m.sequence and h.hash = m.hash;
	get diagnostics moved = row_count;
	if begun + moved <> cardinality(moves) then
		raise exception '% of % clusters have moved on', cardinality(moves) - begun - moved, cardinality(moves)
			using errcode = 'TD001';
	end if;
end
$$;
