#include "event.h"

#include <stdio.h>
#include <string.h>

#include "buffer.h"

enum { HEAD_SIZE = 24 };

static void add(struct buffer *out, const char *text)
{
	buffer_append(out, text, strlen(text));
}

static void add_field(struct buffer *out, const char *name, const char *value)
{
	if (!value)
		return;
	add(out, name);
	add(out, ": ");
	add(out, value);
	add(out, "\n");
}

static struct event make(const struct buffer *text)
{
	struct buffer chunk = { 0 };
	char head[HEAD_SIZE];
	struct event event = { .head = (size_t)snprintf(head, sizeof(head), "%zx\r\n", text->size),
		               .bytes = text->size };

	buffer_append(&chunk, head, event.head);
	buffer_append(&chunk, text->data, text->size);
	add(&chunk, "\r\n");
	event.body = body_new(chunk.data, chunk.size);
	buffer_close(&chunk);
	return event;
}

static void add_event(struct buffer *out, const char *name, const char *id, const char *data)
{
	add_field(out, "event", name);
	add_field(out, "id", id);
	add_field(out, "data", data);
	add(out, "\n");
}

struct event event_new(const char *name, const char *id, const char *data)
{
	struct buffer text = { 0 };

	add_event(&text, name, id, data);
	const struct event event = make(&text);

	buffer_close(&text);
	return event;
}

struct event event_first(const char *name, const char *data)
{
	struct buffer text = { 0 };

	add(&text, "retry: 3000\n");
	add_event(&text, name, NULL, data);
	const struct event event = make(&text);

	buffer_close(&text);
	return event;
}

void event_close(struct event *event)
{
	body_drop(&event->body);
}
