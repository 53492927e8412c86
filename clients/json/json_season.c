#include "json_season.h"

#include "json_value.h"
#include "json_write.h"
#include "messages_forms.h"

static json_t *write_targets(const void *from)
{
	const struct board_draft *board = from;
	json_t *targets = json_object();

	for (size_t i = 0; i < board->target_count; i++) {
		const struct target_draft *target = &board->targets[i];

		json_object_set_new(targets, target->task,
		                    target->has_target ? json_quantity_text(target->target)
		                                       : json_null());
	}
	return targets;
}

json_t *json_season(const struct season_draft *draft)
{
	static const struct json_exception exceptions[] = {
		{ &form_board_draft, "targets", write_targets },
		{ .form = NULL },
	};

	return json_form_write(&form_season_draft, exceptions, draft);
}
