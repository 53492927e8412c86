/*
 * shut -- whether the database can be read and written now, and what is told meanwhile.
 */
#ifndef APP_SHUT_H
#define APP_SHUT_H

#include "app.h"

/* May clusters be loaded? */
bool shut_may_load(const struct app *app);

/* Can nothing new enter? Then it is answered, and need not keep its turn. */
bool shut_now(const struct app *app);

/* What the database cannot do it is not asked for: what was away wrote nothing either. */
void shut_refuse(struct app *app, struct message *message);

#endif
