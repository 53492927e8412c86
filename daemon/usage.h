/*
 * usage -- what --help says of thiduad beside its settings, for main.c, which obeys it, and for manuals.c, which makes
 * thiduad(8) of it.
 */
#ifndef USAGE_H
#define USAGE_H

#define USAGE_PURPOSE "Receives signed reports, journals, scores, ranks and publishes them."

#define USAGE_EXAMPLES                                                                             \
	"  thiduad --config /etc/thidua/thiduad.conf --check\n"                                    \
	"  thiduad --config /etc/thidua/thiduad.conf\n"                                            \
	"  thiduad --config try.conf --rehearse-from 2024-03-14T08:00+07:00 --rehearse-speed 3600\n"

/* X(name, letter, argument or NULL, meaning, group) */
#define USAGE_OPTIONS(X)                                                                                 \
	X("config", 'c', "FILE", "Settings (default /etc/thidua/thiduad.conf)", 0)                       \
	X("check", 't', NULL, "Check the settings, say all that is wrong, and end", 0)                   \
	X("migrate", 'm', NULL, "Bring the database's schema up to date, and end", 0)                    \
	X("rebuild", 'r', NULL,                                                                          \
	  "Make the projections again from the journal, cluster by cluster, and end; no daemon may run", \
	  0)                                                                                             \
	X("print-config", 'p', NULL, "Print the settings in force, and end", 0)                          \
	X("rehearse-from", 'F', "INSTANT",                                                               \
	  "Rehearse on a clock of its own, such as 2024-03-14T08:00+07:00", 1)                           \
	X("rehearse-speed", 'S', "N",                                                                    \
	  "Rehearsal seconds in each second, 0 to 1000000; 0 stands still (default 1)", 1)

#endif
