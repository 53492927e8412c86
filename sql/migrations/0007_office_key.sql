-- office_key -- who may act in a cluster: every key that was ever granted.
create table thidua.office_key (
	cluster text collate "C" not null,
	sign_key bytea not null, -- Ed25519
	curve_key bytea not null, -- of its connections
	role text collate "C" not null,
	board text collate "C", -- OFFICE: that it reports for
	granted_sequence bigint not null,
	granted_at timestamptz not null,
	revoked_sequence bigint,
	revoked_at timestamptz,
	constraint office_key_key primary key (cluster, sign_key),
	constraint office_key_role check (role in ('OFFICE', 'SUPERVISOR', 'OPERATOR', 'VIEWER')),
	constraint office_key_sizes check (octet_length(sign_key) = 32 and octet_length(curve_key) = 32)
);
