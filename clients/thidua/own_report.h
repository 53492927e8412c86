/*
 * own_report -- what the outbox knows of a board's reports of a period: the line may be down, and it
 * was we who sent them.
 */
#ifndef OWN_REPORT_H
#define OWN_REPORT_H

#include "dial.h"
#include "json_in.h"

struct own_report {
	bool found;
	enum outbox_state state;
	bool unheard; /* it may have been sent, and nobody has heard what became of it */
	uint8_t id[ID_SIZE];
	struct command command; /* in the dial's arena; its hash too */
	bool has_receipt;
	struct thidua_receipt receipt; /* ACKNOWLEDGED and LOST */
};

/* The newest revision that was not refused, of the file's cluster, year, board and period; what another
 * key has signed counts only when it was acknowledged. except: the id of a row that is passed over, or
 * NULL. THIDUA_OK, or another code having said why. */
int own_report_find(struct dial *dial, const struct report_file *file, const uint8_t *except,
                    struct own_report *out);

#endif
