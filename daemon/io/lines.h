/*
 * lines -- a row for each TCP connection of the two sockets: whence, since when, whose.
 *
 * The library tells neither how many connections there are nor whose one is, and ends none. Its
 * monitors tell which descriptors it accepts and leaves, each message tells over which descriptor it
 * came, and a connection whose descriptor is shut down is gone a moment later. From that follows
 * here who is let in, who goes when there are too many, and that a revoked key hears no more.
 *
 * A line has one of these stages:
 *
 *   CALLING   accepted; has not shaken hands
 *   SILENT    has shaken hands, and said nothing: a key of it is not known
 *   SPEAKING  has said something: it has a key
 *   ENDING    shut down by us; the library has not told yet that it is gone
 */
#ifndef IO_LINES_H
#define IO_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset.h"
#include "tcp.h"
#include "turns.h"

struct lines;

enum bus_socket_kind { BUS_COMMANDS, BUS_FEED, BUS_SOCKETS }; /* ROUTER, XPUB */
enum line_stage { LINE_CALLING, LINE_SILENT, LINE_SPEAKING, LINE_ENDING, LINE_STAGES };

struct lines_bounds {
	size_t connections_max;     /* SILENT and SPEAKING */
	size_t callers_max;         /* CALLING */
	size_t address_callers_max; /* of them from one address */
	size_t address_lines_max;   /* all from one address */
	size_t key_prefixes_max;    /* that all lines of one key asked for, heard or not */
	size_t key_lines_max;       /* SPEAKING, of one key */
	int handshakes_per_second;
};

struct lines_counts {
	size_t stages[LINE_STAGES]; /* now */
	uint64_t shed;              /* ended for lack of room before they had spoken */
	uint64_t ended;             /* ended for what their key did, or because it was revoked */
};

struct line_place { /* in the tables */
	enum bus_socket_kind kind;
	size_t descriptor;
};

struct line {
	struct line *prev, *next;                 /* of its stage, oldest first */
	struct line *older_caller, *newer_caller; /* CALLING, of its address */
	struct line *older_held, *newer_held;     /* CALLING and held, of its address */
	struct line *older_of_key, *newer_of_key; /* SPEAKING */
	struct line_address *address;
	struct line_key *key; /* NULL unless SPEAKING */
	enum bus_socket_kind kind;
	enum line_stage stage;
	bool held;       /* turns.c's: waits for its turn to shake hands */
	bool subscribes; /* its end is told by lines_left */
	size_t prefixes;
	int descriptor;
	uint64_t cookie;
	int64_t since;   /* monotonic: when it was accepted, SILENT: seen to have shaken hands */
	bool unanswered; /* CALLING: at the last look it had said all, and had no verdict */
	struct tcp_peer peer;
	struct {                    /* line_bytes.c's */
		int64_t came, went; /* on the wire; feed: what was published when it fell behind */
		int64_t taken;      /* as it was seen last; feed: when it fell behind */
		int64_t behind_since;
	} bytes;
};

struct lines *lines_open(const struct lines_bounds *bounds);
void lines_close(struct lines **lines);
const struct lines_counts *lines_counts(const struct lines *lines);

/* What the monitors tell. The lines that are too many now are ended at once. */
void lines_accepted(struct lines *lines, enum bus_socket_kind kind, int descriptor, int64_t now);
void lines_gone(struct lines *lines, enum bus_socket_kind kind, int descriptor);

/* A handshake is judged: may its line come in? Makes room by ending the oldest SILENT line, unless
 * that has only just come. Asked
 * again only for another handshake, since the place is kept for this one. */
bool lines_admit(struct lines *lines, int64_t now);
/* Looks who of the CALLING has shaken hands meanwhile: at each once a second, at a few at a time.
 * Whom the library leaves without a verdict was put off, and is hung up on at the second look;
 * verdicts_wait: that says nothing, since all are being held back. */
void lines_look(struct lines *lines, int64_t now, bool verdicts_wait);
/* When that is to be asked again; monotonic. INT64_MAX: nobody is CALLING. */
int64_t lines_look_moment(const struct lines *lines);

/* Whose turn it is to shake hands. */
struct turns *lines_turns(struct lines *lines);

/* A message of this key came over it. NULL: no such line is known, or not with this key: what the
 * monitors have told since is to be read first. Until its line is gone. */
struct line *lines_find(struct lines *lines, enum bus_socket_kind kind, int descriptor,
                        const uint8_t key[KEY_SIZE]);
/* The same when nothing more is told: then the key is the line's from here on. */
struct line *lines_take(struct lines *lines, enum bus_socket_kind kind, int descriptor,
                        const uint8_t key[KEY_SIZE]);

/* The cookie of one that subscribed and is gone; each once. */
bool lines_left(struct lines *lines, uint64_t *cookie);
/* It asks the feed for one prefix of so many bytes more, which the library keeps whatever we say, or
 * for one less. It is ended when its key asks for too many; a long one counts as several. */
void lines_ask(struct lines *lines, struct line *line, size_t size, bool more);
/* How many have shaken hands. */
size_t lines_in(const struct lines *lines);
/* The one with this cookie, or NULL. */
struct line *lines_with(const struct lines *lines, enum bus_socket_kind kind, int descriptor,
                        uint64_t cookie);
/* The one at a place or the next after it, and the place after that; NULL at the end, and the place
 * is the first one then. Lines may come and go meanwhile. */
struct line *lines_next(const struct lines *lines, struct line_place *place);

/* why: a word for the log. */
void lines_end(struct lines *lines, struct line *line, const char *why);
/* All of a key; of one socket, or of both: BUS_SOCKETS. Returns how many. */
size_t lines_end_key(struct lines *lines, const uint8_t key[KEY_SIZE], enum bus_socket_kind kind,
                     const char *why);

#endif
