#include "row_table.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

/* Tables are many and small: a thirty-second more is room enough, and little is left empty. */
void *row_table_add(struct row_table *table, size_t row_size, size_t count)
{
	const uint32_t first = table->count, need = first + (uint32_t)count;

	if (need > table->capacity) {
		table->capacity = need + need / 32;
		table->rows = must_grow(table->rows, table->capacity, row_size);
	}
	uint8_t *rows = (uint8_t *)table->rows + first * row_size;

	memset(rows, 0, count * row_size);
	table->count = need;
	return rows;
}

void row_table_free(struct row_table *table)
{
	free(table->rows);
	*table = (struct row_table){ 0 };
}
