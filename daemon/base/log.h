/*
 * log -- one event, one line, a fixed event name and typed fields.
 *
 * error: wake someone. warn: look tomorrow. info: what happened. debug: for developers. Where lines
 * go is the sink's business (stderr here, journald in io). Never pass a secret.
 *
 * Nobody waits for who reads the log: a line that cannot be written now is lost and counted, and
 * `log_lines_lost` says how many as soon as one can be. Who causes the same event over and over gets
 * LOG_LINES_OF_ONE lines a second, an event LOG_LINES_OF_ALL; `folded` says how many more there were.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
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

enum { LOG_LINES_OF_ONE = 20, LOG_LINES_OF_ALL = 200 };

/* False: it could not be written without waiting. */
typedef bool log_sink(enum log_level level, const char *event, const struct log_field *fields);

/* The formatter would take the braces for a block. */
/* clang-format off */
#define TEXT(name, value) { (name), (value), 0 }
#define NUMBER(name, value) { (name), NULL, (int64_t)(value) }
/* clang-format on */

/* log_event(LOG_LEVEL_INFO, "batch_committed", NUMBER("count", n), TEXT("cluster", code)) */
#define log_event(level, event, ...)                                                               \
	log_write((level), (event), (const struct log_field[]){ __VA_ARGS__, { NULL, NULL, 0 } })

/* fields: NULL for an event without any. A field `key`, else `cluster`, says who caused it. */
void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* For who would have to look up what the line says: false when it would not be written, and then it has been
 * counted. who: of the field that says so. */
bool log_awaits(enum log_level level, const char *event, const char *who);

/* Lines above this level are not written. Default LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);

/* NULL: stderr. */
void log_set_sink(log_sink *sink);
/* "<6>event key=value key=\"two words\"\n", the <N> for systemd. */
log_sink log_to_stderr;

/* Looks at what stderr is now: until then, and where it is a file, writing to it may block. */
void log_open(void);
/* Says what is still unsaid. */
void log_close(void);

/* When there is something to say without a new line (monotonic, microseconds; INT64_MAX: nothing),
 * and says it. */
int64_t log_moment(void);
void log_settle(void);
/* Lines lost since the start. */
uint64_t log_lost(void);

/* What the log shows of a public key, everywhere the same: its first bytes in hex. Returns out. */
enum { LOG_KEY_BYTES = 8, LOG_KEY_SIZE = 2 * LOG_KEY_BYTES + 1 };
char *log_key(const uint8_t *key, char out[LOG_KEY_SIZE]);

/* Formats as stderr gets it, without <N> and newline; always ends with NUL. Returns out. */
char *log_format(const char *event, const struct log_field *fields, char *out, size_t size);

#endif
