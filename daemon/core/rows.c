#include "rows.h"

#include <string.h>

void *rows_add(struct cluster *cluster, enum cluster_table table, size_t count)
{
	return row_table_add(&cluster->tables[table], rows_sizes[table], count);
}

struct row rows_now(const struct cluster *cluster)
{
	return (struct row){ (uint32_t)cluster->sequence, cluster->last_received_at };
}

uint16_t rows_board(struct cluster *cluster, const char *code)
{
	const uint32_t count = rows_count(cluster, TABLE_BOARDS);

	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(rows_boards(cluster)[i].code, code) == 0)
			return (uint16_t)i;
	}
	struct board_row *row = rows_add(cluster, TABLE_BOARDS, 1);

	strncpy(row->code, code, sizeof(row->code) - 1);
	return (uint16_t)count;
}
