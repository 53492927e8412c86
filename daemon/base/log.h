/*
 * log -- one event, one line, a fixed event name and typed fields.
 *
 * error: wake someone. warn: look tomorrow. info: what happened. debug: for developers. Where lines
 * go is the sink's business (stderr here, journald in io). Never pass a secret.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARN = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7
}; /* syslog's numbers */

struct log_field {
	const char *name; /* lower_case; NULL ends the list */
	const char *text; /* or NULL: number counts */
	int64_t number;
};

typedef void log_sink(enum log_level level, const char *event, const struct log_field *fields);

/* The formatter would take the braces for a block. */
/* clang-format off */
#define TEXT(name, value) { (name), (value), 0 }
#define NUMBER(name, value) { (name), NULL, (int64_t)(value) }
/* clang-format on */

/* log_event(LOG_LEVEL_INFO, "batch_committed", NUMBER("count", n), TEXT("cluster", code)) */
#define log_event(level, event, ...)                                                               \
	log_write((level), (event), (const struct log_field[]){ __VA_ARGS__, { NULL, NULL, 0 } })

/* fields: NULL for an event without any. */
void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* Lines above this level are not written. Default LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);

/* NULL: stderr, "<6>event key=value key=\"two words\"\n", the <N> for systemd. */
void log_set_sink(log_sink *sink);

/* Formats as stderr gets it, without <N> and newline; always ends with NUL. Returns out. */
char *log_format(const char *event, const struct log_field *fields, char *out, size_t size);

#endif
