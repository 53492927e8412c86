/* Answers of the core's questions: structs of proto/, written by the form of Reply. */
#include <assert.h>
#include <string.h>

#include "messages_forms.h"
#include "reply.h"

void *reply_choose(struct told_reply *reply, const char *name)
{
	const struct form_field *field = form_find(&form_told_reply, name);
	const int number = field ? (int)form_field_number(&form_told_reply, field) : 0;

	assert(field && field->chosen);
	*reply = (struct told_reply){ .status = STATUS_OK };
	memcpy((uint8_t *)reply + form_told_reply.choice, &number, sizeof(number));
	return (uint8_t *)reply + field->offset;
}

void reply_append(struct buffer *out, uint64_t correlation, struct told_reply *reply)
{
	reply->correlation = correlation;
	form_write(&form_told_reply, reply, out);
}
