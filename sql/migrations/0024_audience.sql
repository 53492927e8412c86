-- audience -- what a viewer may hear, and whether its connections carry what others have signed.
alter table thidua.office_key
	add column audience text collate "C" not null default 'MEMBER', -- VIEWER: MEMBER or PUBLIC
	add column relay boolean not null default false, -- VIEWER
	add constraint office_key_audience check (audience in ('MEMBER', 'PUBLIC'));
