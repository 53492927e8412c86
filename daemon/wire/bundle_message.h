/*
 * bundle_message -- what writing and verifying a bundle share. Private to wire.
 */
#ifndef WIRE_BUNDLE_MESSAGE_H
#define WIRE_BUNDLE_MESSAGE_H

#define BUNDLE_MAGIC "thidua-journal-1\n"
enum { BUNDLE_MAGIC_SIZE = sizeof(BUNDLE_MAGIC) - 1 };

#endif
