-- journal -- every command that was ever accepted, as it came; all other tables follow from it.
--
-- hash = BLAKE2b-256(previous_hash, sequence and received_at in microseconds as 8 bytes big-endian, command). The key is the
-- fence against a second daemon with a stale head. Rows are kept in line up to 4 KB and never compressed: a report is about 1 KB.
create table thidua.journal (
	cluster text collate "C" not null,
	sequence bigint not null, -- from 1, without gaps
	command_id uuid not null,
	kind text collate "C" not null, -- submit_report, ...
	received_at timestamptz not null,
	command bytea not null, -- a serialised thidua.v1.Command
	signature bytea not null, -- Ed25519 over command
	key bytea not null, -- the signer's public key
	previous_hash bytea not null,
	hash bytea not null,
	constraint journal_key primary key (cluster, sequence),
	constraint journal_command unique (cluster, command_id),
	constraint journal_sequence_from_1 check (sequence > 0),
	constraint journal_sizes check (octet_length(signature) = 64 and octet_length(key) = 32 and
	                                octet_length(previous_hash) = 32 and octet_length(hash) = 32)
) with (toast_tuple_target = 4080);
alter table thidua.journal alter column command set storage external;

-- Once a statement, so that it costs an insert nothing.
create trigger journal_append_only before update or delete or truncate on thidua.journal
	for each statement execute function thidua.refuse_change();
