/*
 * intake -- from the socket to the lane of its key: the envelope is opened, and who may not is refused.
 */
#ifndef APP_INTAKE_H
#define APP_INTAKE_H

#include "app.h"

/* Takes in what the socket has, as far as there are messages. */
void intake_receive(struct app *app);

#endif
