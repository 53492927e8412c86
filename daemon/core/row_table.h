/*
 * row_table -- rows that are only added.
 *
 * All state of a cluster is such tables: a row never changes and never goes, so undoing is cutting
 * the ends off, and freeing and counting are one loop whatever the tables hold. Rows name each
 * other by number and what is in the heap by reference, never by address.
 */
#ifndef CORE_ROW_TABLE_H
#define CORE_ROW_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct row_table {
	void *rows; /* owned */
	uint32_t count, capacity;
};

/* Room for count more rows, zeroed. The table's, until the next one is added. */
void *row_table_add(struct row_table *table, size_t row_size, size_t count);
void row_table_free(struct row_table *table);

#endif
