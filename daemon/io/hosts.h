/*
 * hosts -- the addresses of the hosts of a connection string, looked up by threads of their own.
 *
 * A name service that is silent keeps whoever asks waiting for half a minute, and libpq asks while
 * it begins to connect: the loop would stand still, just when the database is gone as well. So libpq
 * gets addresses. Those that were found last are kept: when the name service dies together with the
 * database, the way back to it is known.
 */
#ifndef IO_HOSTS_H
#define IO_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

struct hosts;

enum { HOSTS_ADDRESSES_SIZE = 400 }; /* of one host; what does not fit is left out */

/* Addresses of a host, by comma. 0, or what is wrong as getaddrinfo says it. May block: it is called
 * in a thread that nobody waits for. */
typedef int hosts_look_up(const char *host, char out[HOSTS_ADDRESSES_SIZE]);
hosts_look_up hosts_by_system;

/* Lists by comma, of equal lengths where they are not empty, as libpq takes them. */
struct hosts_lists {
	const char *host, *address, *port;
};

/* Copies. look_up NULL: hosts_by_system. */
struct hosts *hosts_open(const struct hosts_lists *lists, hosts_look_up *look_up);
/* A look-up under way goes on in its thread, and is heard by nobody. */
void hosts_close(struct hosts **hosts);

/* Begins to look up each host that needs it and is not being looked up; none does when all are
 * addresses or socket folders. */
void hosts_begin(struct hosts *hosts);
/* Is a look-up under way? */
bool hosts_busy(const struct hosts *hosts);
/* Readable once a look-up has ended, until hosts_heard. */
int hosts_descriptor(const struct hosts *hosts);
void hosts_heard(struct hosts *hosts);

/* What is known of the hosts, valid until the next call. A host with several addresses is there
 * several times, one without any not at all; turn says which is the first, since whoever takes a
 * list from its beginning may never get beyond one that is silent. All empty: there is nothing to
 * choose or to look up. False: nothing is left; why[size] says of whom. */
bool hosts_known(struct hosts *hosts, unsigned turn, struct hosts_lists *out, char *why,
                 size_t size);

#endif
