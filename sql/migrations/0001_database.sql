-- database -- which database this is, and what has been done to it.
--
-- Written by thiduad --migrate only. A rehearsal is one from its first day on: the mark is never changed.
create schema thidua;
revoke all on schema thidua from public;

create table thidua.migration (
	number integer not null,
	name text not null,
	checksum bytea not null, -- BLAKE2b-256 of the file
	applied_at timestamptz not null default now(),
	constraint migration_key primary key (number)
);

create table thidua.database (
	epoch bytea not null default uuid_send(gen_random_uuid()),
	rehearsal boolean not null,
	created_at timestamptz not null default now(),
	constraint database_epoch_size check (octet_length(epoch) = 16)
);
create unique index database_one_row on thidua.database ((true));
