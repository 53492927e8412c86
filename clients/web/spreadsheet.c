/*
 * Points and quantities are decimals; a cell holds a double. One of at most fifteen digits is the shortest text of
 * its nearest double, so whoever reads the cell reads the decimal; a longer one becomes a text. Texts are cells of
 * text: nothing that somebody wrote is taken for a formula.
 *
 * libxlsxwriter writes to a path: that of a file in memory.
 */
#include "spreadsheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "arena.h"
#include "decimal.h"
#include "version.h"

enum {
	DIGITS = 15,
	POINT_UNIT = 100,
	QUANTITY_UNIT = 10000,
	QUANTITY_PLACES = 4,
	POINT_PLACES = 2,
	HEAD_ROW = 3, /* above it: what it is of, its version, its marks */
	NAME_WIDTH = 44,
	WIDTH = 12,
};

struct book {
	const struct told_standings *told;
	const struct member_list *names;
	enum language language;
	struct arena arena; /* its texts */
	lxw_workbook *workbook;
	lxw_format *bold, *head, *points, *quantity;
	lxw_worksheet *sheet; /* that is written */
	lxw_row_t row;
	lxw_col_t column;
};

const char spreadsheet_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

static const char *in(const struct book *book, const char *vietnamese, const char *english)
{
	return book->language == ENGLISH ? english : vietnamese;
}

bool spreadsheet_shows(int64_t value)
{
	const int64_t least = -999999999999999, most = 999999999999999; /* DIGITS nines */

	return least <= value && value <= most;
}

/* --- cells, from left to right --- */

static void add_text(struct book *book, const char *text, lxw_format *format)
{
	worksheet_write_string(book->sheet, book->row, book->column++, text, format);
}

static void add_whole(struct book *book, uint32_t number)
{
	worksheet_write_number(book->sheet, book->row, book->column++, number, NULL);
}

static void add_decimal(struct book *book, int64_t value, int places, lxw_format *format)
{
	const double unit = places == POINT_PLACES ? POINT_UNIT : QUANTITY_UNIT;
	char text[DECIMAL_SIZE];

	if (spreadsheet_shows(value))
		worksheet_write_number(book->sheet, book->row, book->column++, (double)value / unit,
		                       format);
	else
		add_text(book, decimal_format(value, places, text), NULL);
}

static void add_points(struct book *book, int64_t value)
{
	add_decimal(book, value, POINT_PLACES, book->points);
}

static void end_row(struct book *book)
{
	book->row++;
	book->column = 0;
}

/* --- sheets --- */

static const char *period_of(const struct book *book)
{
	static const char *const periods[LANGUAGES][6] = {
		[VIETNAMESE] = { "", "quý I", "quý II", "quý III", "quý IV", "cả năm" },
		[ENGLISH] = { "", "Q1", "Q2", "Q3", "Q4", "the whole year" },
	};
	const int period = book->told->period;

	return periods[book->language][period >= 1 && period <= 5 ? period : 0];
}

/* What there is to know before one believes it. */
static const char *marks_of(struct book *book)
{
	const struct told_standings *told = book->told;
	const char *locked = told->locked ? in(book, "đã khóa", "locked")
	                                  : in(book, "tạm tính, chưa khóa", "not locked yet");
	const char *frozen = told->frozen ? in(book, "; đang giữ kín: như trước khi niêm phong",
	                                       "; sealed: as it was before the freeze")
	                                  : "";
	const char *provisional = told->provisional ? in(book, "; chưa đủ đơn vị ký giao ước",
	                                                 "; not all boards have signed")
	                                            : "";
	const char *amended =
	        told->amendment == 0
	                ? ""
	                : arena_text(&book->arena,
	                             in(book, "; đã sửa đổi (số %u)", "; amended (%u)"),
	                             told->amendment);
	const char *rehearsal = told->rehearsal ? in(book, "; diễn tập", "; a rehearsal") : "";

	return arena_text(&book->arena, "%s%s%s%s%s", locked, frozen, provisional, amended,
	                  rehearsal);
}

static void begin_sheet(struct book *book, const char *name, lxw_col_t name_column,
                        lxw_col_t columns)
{
	const struct version version = version_of(book->told);
	char number[VERSION_SIZE];

	book->sheet = workbook_add_worksheet(book->workbook, name);
	book->row = 0;
	book->column = 0;
	worksheet_set_column(book->sheet, 0, columns, WIDTH, NULL);
	worksheet_set_column(book->sheet, name_column, name_column, NAME_WIDTH, NULL);
	worksheet_freeze_panes(book->sheet, HEAD_ROW + 1, name_column + 1);
	worksheet_set_landscape(book->sheet);
	worksheet_set_paper(book->sheet, 9); /* A4 */
	worksheet_fit_to_pages(book->sheet, 1, 0);
	add_text(book,
	         arena_text(&book->arena, "%s — %s %u",
	                    book->names->draft.name ? book->names->draft.name : book->told->cluster,
	                    period_of(book), book->told->year),
	         book->bold);
	end_row(book);
	add_text(book,
	         arena_text(&book->arena, "%s %s", in(book, "Phiên bản", "Version"),
	                    version_format(&version, number)),
	         NULL);
	end_row(book);
	add_text(book, marks_of(book), NULL);
	end_row(book);
}

static void add_heads(struct book *book, const char *const *heads, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_text(book, heads[i], book->head);
}

static void add_ranking(struct book *book)
{
	static const char *const heads[LANGUAGES][11] = {
		[VIETNAMESE] = { "Hạng", "Hạng kỳ trước", "Mã", "Đơn vị", "Tổng điểm", "Điểm nền",
		                 "Điểm thưởng", "Điểm trừ", "Ngày chậm", "Xếp loại",
		                 "Bản báo cáo" },
		[ENGLISH] = { "Rank", "Rank before", "Code", "Board", "Total", "Base", "Bonus",
		              "Deduction", "Late days", "Grade", "Revision" },
	};
	static const char none[] = "–";

	begin_sheet(book, in(book, "Xếp hạng", "Ranking"), 3, 10);
	add_heads(book, heads[book->language], 11);
	end_row(book);
	for (size_t i = 0; i < book->told->row_count; i++, end_row(book)) {
		const struct told_row *row = &book->told->rows[i];

		add_whole(book, row->rank);
		if (row->rank_before > 0)
			add_whole(book, row->rank_before);
		else
			add_text(book, none, NULL);
		add_text(book, row->board, NULL);
		add_text(book, member_board(book->names, row->board), NULL);
		add_points(book, row->total);
		add_points(book, row->base_points);
		add_points(book, row->bonus);
		add_points(book, row->deduction);
		add_whole(book, row->late_days);
		add_text(book,
		         row->revision > 0 && row->band && row->band[0]
		                 ? member_band(book->names, row->band)
		                 : none,
		         NULL);
		if (row->revision > 0)
			add_whole(book, row->revision);
		else
			add_text(book, in(book, "chưa nộp", "none"), NULL);
	}
}

static void add_points_by_task(struct book *book)
{
	const struct told_standings *told = book->told;

	begin_sheet(book, in(book, "Điểm từng nhiệm vụ", "Points by task"), 1,
	            (lxw_col_t)(told->task_count + 2));
	add_text(book, in(book, "Mã", "Code"), book->head);
	add_text(book, in(book, "Đơn vị", "Board"), book->head);
	for (size_t k = 0; k < told->task_count; k++)
		add_text(book,
		         arena_text(&book->arena, "%s. %s", told->tasks[k],
		                    member_task(book->names, told->tasks[k])),
		         book->head);
	add_text(book, in(book, "Tổng điểm", "Total"), book->head);
	end_row(book);
	for (size_t i = 0; i < told->row_count; i++, end_row(book)) {
		const struct told_row *row = &told->rows[i];

		add_text(book, row->board, NULL);
		add_text(book, member_board(book->names, row->board), NULL);
		for (size_t k = 0; k < told->task_count; k++) {
			if (row->points[k] < 0) /* not assigned */
				add_text(book, "–", NULL);
			else
				add_points(book, row->points[k]);
		}
		add_points(book, row->total);
	}
}

static void add_totals(struct book *book)
{
	static const char *const heads[LANGUAGES][7] = {
		[VIETNAMESE] = { "Mã", "Nhiệm vụ", "Đơn vị tính", "Đã làm", "Chỉ tiêu",
		                 "Số đơn vị đạt", "Số đơn vị vượt" },
		[ENGLISH] = { "Code", "Task", "Unit", "Done", "Target", "Boards that met it",
		              "Boards above it" },
	};
	const struct told_standings *told = book->told;

	begin_sheet(book, in(book, "Toàn cụm", "Cluster"), 1, 6);
	add_heads(book, heads[book->language], 7);
	end_row(book);
	for (size_t k = 0; k < told->task_count; k++, end_row(book)) {
		add_text(book, told->tasks[k], NULL);
		add_text(book, member_task(book->names, told->tasks[k]), NULL);
		add_text(book, member_unit(book->names, told->tasks[k]), NULL);
		add_decimal(book, told->task_totals[k].actual, QUANTITY_PLACES, book->quantity);
		add_decimal(book, told->task_totals[k].target, QUANTITY_PLACES, book->quantity);
		add_whole(book, told->task_totals[k].met);
		add_whole(book, told->task_totals[k].exceeded);
	}
}

/* --- the file --- */

static void open_formats(struct book *book)
{
	enum { PALE = 0xF2F2F2 };

	book->bold = workbook_add_format(book->workbook);
	format_set_bold(book->bold);
	format_set_font_size(book->bold, 14);
	book->head = workbook_add_format(book->workbook);
	format_set_bold(book->head);
	format_set_text_wrap(book->head);
	format_set_align(book->head, LXW_ALIGN_VERTICAL_TOP);
	format_set_bg_color(book->head, PALE);
	book->points = workbook_add_format(book->workbook);
	format_set_num_format(book->points, "#,##0.00");
	book->quantity = workbook_add_format(book->workbook);
	format_set_num_format(book->quantity, "#,##0.####");
}

/* False: nothing was written. */
static bool write_to(const char *path, struct book *book)
{
	lxw_doc_properties properties = { .created = (time_t)(book->told->as_of / 1000000) };

	book->workbook = workbook_new(path);
	if (!book->workbook)
		return false;
	workbook_set_properties(book->workbook, &properties);
	open_formats(book);
	add_ranking(book);
	add_points_by_task(book);
	if (book->told->task_total_count == book->told->task_count)
		add_totals(book);
	return workbook_close(book->workbook) == LXW_NO_ERROR;
}

static struct body *read_back(int file)
{
	struct stat found;

	if (fstat(file, &found) != 0 || found.st_size <= 0)
		return NULL;
	const size_t size = (size_t)found.st_size;
	char *bytes = must_alloc(size, 1);
	struct body *body =
	        pread(file, bytes, size, 0) == (ssize_t)size ? body_new(bytes, size) : NULL;

	free(bytes);
	return body;
}

struct body *spreadsheet_make(const struct told_standings *standings,
                              const struct member_list *names, enum language language)
{
	struct book book = { .told = standings, .names = names, .language = language };
	const int file = memfd_create("standings.xlsx", MFD_CLOEXEC);
	char path[32];

	if (file < 0)
		return NULL;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	arena_init(&book.arena, 0);
	struct body *body = write_to(path, &book) ? read_back(file) : NULL;

	arena_close(&book.arena);
	close(file);
	return body;
}
