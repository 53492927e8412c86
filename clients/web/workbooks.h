/*
 * workbooks -- those made lately of standings that are not held, by what they are made of.
 *
 * One takes some milliseconds of the only thread, and an amendment or a locked period may be asked for by many, each
 * time of the daemon. The answers differ in the moment at which they were told, the workbooks do not.
 */
#ifndef WORKBOOKS_H
#define WORKBOOKS_H

#include "body.h"
#include "faults.h" /* enum language */
#include "member_names.h"

enum { WORKBOOKS_MAX = 8 };

struct workbooks {
	struct {
		char page[BODY_TAG_SIZE]; /* its standing's */
		uint32_t season_version;  /* of the names in it */
		enum language language;
		struct body *body; /* NULL: none */
	} kept[WORKBOOKS_MAX];     /* a ring */
	size_t next;
};

/* The caller's share; NULL: there is no room for it. */
struct body *workbooks_take(struct workbooks *workbooks, const struct told_standings *told,
                            const struct member_list *names, enum language language);
void workbooks_close(struct workbooks *workbooks);

#endif
