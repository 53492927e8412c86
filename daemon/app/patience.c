#include "patience.h"

#include "poller.h"

enum { PATIENCE_MICROSECONDS = 4000000 }; /* beside five in which a database is waited for */

void patience_begin(struct app *app)
{
	if (app->patience_until == 0)
		app->patience_until = poller_now() + PATIENCE_MICROSECONDS;
}

void patience_end(struct app *app)
{
	app->patience_until = 0;
}

static void tell_all(struct app *app, const struct message_list *list)
{
	for (struct message *message = list->first; message; message = message->next)
		app_postpone(app, message, FAULT_COMMIT_UNCERTAIN, "database");
}

void patience_watch(struct app *app)
{
	if (poller_now() < patience_moment(app))
		return;
	app->patience_until = INT64_MAX; /* what comes now is answered as it comes */
	tell_all(app, &app->flying->entered);
	tell_all(app, &app->gathering->entered);
	tell_all(app, &app->messages.at[MESSAGE_REDO]);
}

int64_t patience_moment(const struct app *app)
{
	return app->patience_until == 0 ? INT64_MAX : app->patience_until;
}
