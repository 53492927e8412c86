-- The end of a season's freeze moves the standings of others, too, and a season needs the year whose freeze reaches into it. The
-- daemon looks at each that is not over when it starts, and says when that is.
update thidua.season set next_change = least(next_change, received_at) where next_change < 'infinity';
