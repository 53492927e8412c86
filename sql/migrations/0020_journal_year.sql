-- journal.year -- the season's year that a command names, so that a cluster is loaded without the years that have ended.
--
-- Read from the bytes of what is there already: field 3 of a thidua.v1.Command, a varint; 0 without it, for what belongs to the
-- cluster itself. Written in SQL, not in C: what a migration once did must stay as it is, and this text is remembered by its
-- checksum. The table is written anew by ALTER TABLE, which fires no trigger: at no moment could an entry be changed by UPDATE, and
-- no old copies of the rows are left behind. Bytes that cannot be read are of year 0: their cluster is found broken when it is
-- loaded, as before, and no other one.
create function thidua.command_year(command bytea) returns integer
language plpgsql immutable as $$
declare
	place integer := 0;
	octet integer;
	shift integer;
	tag bigint; -- number of the field * 8 + how it is encoded
	number bigint;
begin
	while place < octet_length(command) loop
		tag := null;
		loop -- the tag, then its varint or size
			number := 0;
			shift := 0;
			loop
				octet := get_byte(command, place);
				place := place + 1;
				number := number | ((octet & 127)::bigint << shift);
				shift := shift + 7;
				exit when octet < 128;
			end loop;
			exit when tag is not null;
			tag := number;
			exit when tag & 7 not in (0, 2);
		end loop;
		case tag & 7
			when 0 then
				if tag >> 3 = 3 then
					return case when number between 0 and 2147483647 then number else 0 end;
				end if;
			when 1 then place := place + 8;
			when 2 then place := place + number;
			when 5 then place := place + 4;
			else return 0;
		end case;
	end loop;
	return 0;
exception
	when array_subscript_error or numeric_value_out_of_range then
		return 0;
end
$$;

alter table thidua.journal add column year integer;
alter table thidua.journal alter column year type integer using thidua.command_year(command);
alter table thidua.journal alter column year set not null;
drop function thidua.command_year(bytea);

create index journal_of_year on thidua.journal (cluster, year, sequence) include (command_id);
