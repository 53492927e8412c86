/*
 * Standings and scorecards as JSON: the message with codes joined by their names, points by task
 * instead of by place, so that a script needs no second question.
 */
#include "json_standings.h"

#include "calendar.h"
#include "json_value.h"
#include "json_write.h"
#include "messages_forms.h"

static json_t *points_of(const struct told_row *row, const char *const *tasks, size_t count)
{
	json_t *points = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set_new(points, tasks[i],
		                    row->points[i] < 0 ? json_null()
		                                       : json_points_text(row->points[i]));
	return points;
}

static json_t *row_of(const struct told_row *row, const struct member_list *members)
{
	json_t *value = json_object();

	json_object_set_new(value, "rank", json_integer(row->rank));
	json_object_set_new(value, "rank_before",
	                    row->rank_before ? json_integer(row->rank_before) : json_null());
	json_object_set_new(value, "tied", json_boolean(row->tied));
	json_object_set_new(value, "board", json_string(row->board));
	json_object_set_new(value, "name", json_string(member_board(members, row->board)));
	json_object_set_new(value, "total", json_points_text(row->total));
	json_object_set_new(value, "base", json_points_text(row->base_points));
	json_object_set_new(value, "bonus", json_points_text(row->bonus));
	json_object_set_new(value, "deduction", json_points_text(row->deduction));
	json_object_set_new(value, "priority", json_points_text(row->priority));
	json_object_set_new(value, "late_days", json_integer(row->late_days));
	json_object_set_new(value, "status", json_name(&names_statuses, row->status));
	json_object_set_new(value, "band", json_maybe(row->band));
	json_object_set_new(value, "revision", json_integer(row->revision));
	json_object_set_new(value, "postmarked", json_boolean(row->postmarked));
	json_object_set_new(value, "review", json_name(&names_reviews, row->review));
	json_object_set_new(value, "unreviewed", json_boolean(row->unreviewed));
	json_object_set_new(value, "uncounted", json_boolean(row->uncounted));
	json_object_set_new(value, "adjusted", json_boolean(row->adjusted));
	json_object_set_new(value, "disputed", json_boolean(row->disputed));
	json_object_set_new(value, "amendment", json_integer(row->amendment));
	return value;
}

static json_t *rows_of(const struct told_standings *standings, const struct member_list *members)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < standings->row_count; i++) {
		json_t *row = row_of(&standings->rows[i], members);

		json_object_set_new(
		        row, "points",
		        points_of(&standings->rows[i], standings->tasks, standings->task_count));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *totals_of(const struct told_standings *standings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < standings->task_count; i++) {
		const struct told_total *total = &standings->task_totals[i];
		json_t *item = json_object();

		json_object_set_new(item, "task", json_string(standings->tasks[i]));
		json_object_set_new(item, "actual", json_quantity_text(total->actual));
		json_object_set_new(item, "target", json_quantity_text(total->target));
		json_object_set_new(item, "met", json_integer(total->met));
		json_object_set_new(item, "exceeded", json_integer(total->exceeded));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *moves_of(const struct told_standings *standings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < standings->move_count; i++) {
		const struct told_move *move = &standings->moves[i];

		json_array_append_new(list,
		                      json_pack("{s:s, s:i, s:i}", "board", move->board, "from",
		                                (int)move->from, "to", (int)move->to));
	}
	return list;
}

json_t *json_standings(const struct told_standings *standings, const struct member_list *members)
{
	json_t *value = json_object(), *tiebreaks = json_array();

	for (size_t i = 0; i < standings->tie_break_count; i++)
		json_array_append_new(tiebreaks,
		                      json_name(&names_tiebreaks, standings->tie_breaks[i]));
	json_object_set_new(value, "cluster", json_string(standings->cluster));
	json_object_set_new(value, "year", json_integer(standings->year));
	json_object_set_new(value, "period", json_name(&names_periods, standings->period - 1));
	json_object_set_new(value, "current", json_boolean(standings->current));
	json_object_set_new(value, "locked", json_boolean(standings->locked));
	json_object_set_new(value, "provisional", json_boolean(standings->provisional));
	json_object_set_new(value, "frozen", json_boolean(standings->frozen));
	json_object_set_new(value, "amendment", json_integer(standings->amendment));
	json_object_set_new(value, "rehearsal", json_boolean(standings->rehearsal));
	json_object_set_new(value, "epoch", json_hex(standings->epoch, EPOCH_SIZE));
	json_object_set_new(value, "sequence", json_integer((json_int_t)standings->sequence));
	json_object_set_new(value, "as_of", json_instant(standings->as_of));
	json_object_set_new(value, "published_at", json_instant(standings->published_at));
	json_object_set_new(value, "season_version", json_integer(standings->season_version));
	json_object_set_new(value, "ruleset_hash", json_hex(standings->ruleset_hash, HASH_SIZE));
	json_object_set_new(value, "state_hash", json_hex(standings->state_hash, HASH_SIZE));
	json_object_set_new(value, "reported", json_integer(standings->reported));
	json_object_set_new(value, "expected", json_integer(standings->expected));
	json_object_set_new(value, "models", json_integer((json_int_t)standings->models));
	json_object_set_new(value, "tie_breaks", tiebreaks);
	json_object_set_new(value, "rows", rows_of(standings, members));
	json_object_set_new(value, "task_totals", totals_of(standings));
	json_object_set_new(value, "moves", moves_of(standings));
	json_object_set_new(value, "cause",
	                    standings->has_cause ? json_hex(standings->cause, ID_SIZE)
	                                         : json_null());
	return value;
}

static json_t *values_of(const struct told_score_line *line)
{
	json_t *list = json_array();

	for (size_t i = 0; i < line->value_count; i++)
		json_array_append_new(
		        list, json_form_write(&form_told_score_value, NULL, &line->values[i]));
	return list;
}

static json_t *score_of(const struct told_score_line *line, const struct member_list *members)
{
	json_t *value = json_object();
	const bool percent = measure_is_share(line->measure);

	json_object_set_new(value, "task", json_string(line->task));
	json_object_set_new(value, "name", json_string(member_task(members, line->task)));
	json_object_set_new(value, "kind", json_name(&names_kinds, line->kind));
	json_object_set_new(value, "accumulation",
	                    json_name(&names_accumulations, line->accumulation));
	json_object_set_new(value, "measure", json_name(&names_measures, line->measure));
	json_object_set_new(value, "lower_is_better", json_boolean(line->lower_is_better));
	json_object_set_new(value, "assigned", json_boolean(line->assigned));
	json_object_set_new(value, "reported", json_boolean(line->reported));
	json_object_set_new(value, percent ? "done" : "actual", json_quantity_text(line->actual));
	if (percent)
		json_object_set_new(value, "out_of", json_quantity_text(line->out_of));
	json_object_set_new(value, "target", json_quantity_text(line->target));
	json_object_set_new(value, "phasing", json_integer(line->phasing));
	json_object_set_new(value, "step", json_integer(line->step));
	json_object_set_new(value, "leader", json_maybe(line->leader));
	if (line->leader[0] != '\0') {
		json_object_set_new(value, "leader_actual",
		                    json_quantity_text(line->leader_actual));
		json_object_set_new(value, "leader_target",
		                    json_quantity_text(line->leader_target));
	}
	json_object_set_new(value, "numerator", json_maybe(line->numerator));
	json_object_set_new(value, "denominator", json_maybe(line->denominator));
	if (line->kind == KIND_PER_UNIT)
		json_object_set_new(value, "per_unit", json_points_text(line->per_unit));
	json_object_set_new(value, "max", json_points_text(line->max));
	json_object_set_new(value, "points",
	                    line->withheld ? json_null() : json_points_text(line->points));
	json_object_set_new(value, "withheld", json_boolean(line->withheld));
	json_object_set_new(value, "cause", json_name(&names_causes, line->cause));
	if (line->has_verified)
		json_object_set_new(value, "verified", json_quantity_text(line->verified));
	json_object_set_new(value, "values", values_of(line));
	if (line->has_models)
		json_object_set_new(value, "models",
		                    json_form_write(&form_model_counts, NULL, &line->models));
	return value;
}

static json_t *late_of(const struct told_late *late)
{
	char day[CALENDAR_DATE_SIZE];
	json_t *value = json_object();

	json_object_set_new(value, "period", json_name(&names_periods, late->period - 1));
	json_object_set_new(value, "status", json_name(&names_statuses, late->status));
	json_object_set_new(value, "due", json_string(calendar_format(late->due, day)));
	json_object_set_new(value, "received_at", json_instant(late->received_at));
	json_object_set_new(value, "postmarked_at", json_instant(late->postmarked_at));
	json_object_set_new(value, "late_days", json_integer(late->late_days));
	json_object_set_new(value, "deduction", json_points_text(late->deduction));
	json_object_set_new(value, "review", json_name(&names_reviews, late->review));
	json_object_set_new(value, "cause", json_name(&names_causes, late->cause));
	return value;
}

json_t *json_scorecard(const struct told_scorecard *card, const struct member_list *members)
{
	json_t *value = json_object(), *lines = json_array(), *late = json_array(),
	       *entries = json_array();

	for (size_t i = 0; i < card->line_count; i++)
		json_array_append_new(lines, score_of(&card->lines[i], members));
	for (size_t i = 0; i < card->late_count; i++)
		json_array_append_new(late, late_of(&card->late[i]));
	json_object_set_new(value, "cluster", json_string(card->cluster));
	json_object_set_new(value, "year", json_integer(card->year));
	json_object_set_new(value, "period", json_name(&names_periods, card->period - 1));
	json_object_set_new(value, "board", json_string(card->board));
	json_object_set_new(value, "name", json_string(member_board(members, card->board)));
	json_object_set_new(value, "as_of", json_instant(card->as_of));
	json_object_set_new(value, "lines", lines);
	json_object_set_new(value, "earned", json_points_text(card->earned));
	json_object_set_new(value, "assigned", json_points_text(card->assigned));
	json_object_set_new(value, "scale", json_points_text(card->scale));
	json_object_set_new(value, "not_assigned", json_name(&names_policies, card->not_assigned));
	json_object_set_new(value, "late", late);
	for (size_t i = 0; i < card->entry_count; i++)
		json_array_append_new(
		        entries, json_form_write(&form_told_points_entry, NULL, &card->entries[i]));
	json_object_set_new(value, "entries", entries);
	json_object_set_new(value, "frozen", json_boolean(card->frozen));
	json_object_set_new(value, "before_freeze", json_boolean(card->before_freeze));
	json_object_set_new(value, "row", row_of(&card->row, members));
	return value;
}
