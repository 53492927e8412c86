#include "workbook.h"

#include <string.h>

#include "arena.h"

const struct cell *workbook_cell(const struct sheet *sheet, uint32_t row, uint32_t column)
{
	size_t begin = 0, end = sheet->cell_count;

	while (begin < end) {
		const size_t middle = begin + (end - begin) / 2;
		const struct cell *cell = &sheet->cells[middle];

		if (cell->row == row && cell->column == column)
			return cell;
		if (cell->row < row || (cell->row == row && cell->column < column))
			begin = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

const char *workbook_place(struct arena *arena, const struct sheet *sheet, uint32_t row,
                           uint32_t column)
{
	char letters[8];
	size_t at = sizeof(letters) - 1;

	letters[at] = '\0';
	for (uint64_t rest = (uint64_t)column + 1; rest > 0; rest = (rest - 1) / 26)
		letters[--at] = (char)('A' + (rest - 1) % 26);
	return arena_text(arena, "%s%s%s%llu", sheet->name, *sheet->name ? "!" : "", letters + at,
	                  (unsigned long long)row + 1);
}

const char *workbook_reference(const char *text, uint32_t *row, uint32_t *column)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t letter_count = strspn(text, letters);
	const size_t digit_count = strspn(text + letter_count, "0123456789");

	if (letter_count < 1 || letter_count > 5 || digit_count < 1 || digit_count > 9)
		return NULL;
	*row = *column = 0;
	for (size_t i = 0; i < letter_count; i++)
		*column = 26 * *column + (uint32_t)(*text++ - 'A') + 1;
	for (size_t i = 0; i < digit_count; i++)
		*row = 10 * *row + (uint32_t)(*text++ - '0');
	--*column;
	return (*row)-- > 0 ? text : NULL;
}
