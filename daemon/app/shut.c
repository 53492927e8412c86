#include "shut.h"

bool shut_may_load(const struct app *app)
{
	return store_ready(app->store) && store_reads(app->store) && app->cache.trouble[0] == '\0';
}

bool shut_now(const struct app *app)
{
	return !store_ready(app->store) ||
	       (app->messages.at[MESSAGE_REDO].count > 0 && !shut_may_load(app));
}

void shut_refuse(struct app *app, struct message *message)
{
	app_refuse_for(app, message,
	               store_connected(app->store) ? FAULT_DATABASE_UNABLE : FAULT_DATABASE_AWAY,
	               "database");
}
