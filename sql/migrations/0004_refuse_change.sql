-- refuse_change() -- trigger for tables to which rows are added and never changed.
create function thidua.refuse_change() returns trigger
language plpgsql as $$
begin
	raise exception '% on %.% is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
		using errcode = 'insufficient_privilege';
end
$$;
