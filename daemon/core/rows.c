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

bool rows_find_board(const struct cluster *cluster, const char *code, uint16_t *number)
{
	const struct board_row *boards = rows_boards(cluster);
	const uint32_t count = rows_count(cluster, TABLE_BOARDS);
	uint32_t i = 0;

	while (i < count && strcmp(boards[i].code, code) != 0)
		i++;
	if (number)
		*number = (uint16_t)i;
	return i < count;
}

uint16_t rows_board(struct cluster *cluster, const char *code)
{
	uint16_t number;

	if (rows_find_board(cluster, code, &number))
		return number;
	struct board_row *row = rows_add(cluster, TABLE_BOARDS, 1);

	strncpy(row->code, code, sizeof(row->code) - 1);
	return number;
}
