-- int4_at(bytes, place), int8_at(bytes, place) -> the number at a byte of packed, big-endian numbers.
create function thidua.int4_at(bytes bytea, place integer) returns integer
language sql immutable strict parallel safe
return (get_byte(bytes, place) << 24) | (get_byte(bytes, place + 1) << 16) | (get_byte(bytes, place + 2) << 8) |
       get_byte(bytes, place + 3);

create function thidua.int8_at(bytes bytea, place integer) returns bigint
language sql immutable strict parallel safe
return (thidua.int4_at(bytes, place)::bigint << 32) | (thidua.int4_at(bytes, place + 4)::bigint & 4294967295);
