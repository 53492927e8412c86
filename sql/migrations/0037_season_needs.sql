-- season -- of the latest version: the first year that a standing of it needs, because a limitation of that year was open when it began.
-- The daemon keeps that year in memory though it has ended. Null: its own.
alter table thidua.season add column needs_from integer;
