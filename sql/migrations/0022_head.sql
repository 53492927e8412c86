-- head -- where the journal of each cluster ends: what a batch was computed from must still be so when it is written.
--
-- Beside the journal's own key, because a batch that time alone moves adds no entry, and because an entry that somebody took away
-- must be missed. broken: --rebuild could not replay it, and left its projections as they were.
create table thidua.head (
	cluster text collate "C" not null,
	sequence bigint not null, -- of the last entry
	hash bytea not null, -- its hash
	broken boolean not null default false,
	constraint head_key primary key (cluster),
	constraint head_sequence_from_1 check (sequence > 0),
	constraint head_hash_size check (octet_length(hash) = 32)
) with (fillfactor = 50);

insert into thidua.head (cluster, sequence, hash)
select distinct on (cluster) cluster, sequence, hash from thidua.journal order by cluster, sequence desc;

-- From where to where a batch moves a cluster; sequence 0: its first entries. Time alone moves it to where it is.
create type thidua.head_move as (
	cluster text,
	sequence bigint,
	hash bytea,
	next_sequence bigint,
	next_hash bytea
);
