/*
 * thidua_manual LANGUAGE -- writes thidua(1) for scdoc, of the tables that --help is made of, so that the two
 * cannot say different things. Only what --help leaves out has its words here.
 *
 * One page, as of systemctl or nmcli, and none for each command: a command is a screen full, which its own --help
 * shows; in one page all is found by one search, and the options of all commands stand there once.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "cli.h"
#include "fields.h"
#include "help.h"
#include "messages_forms.h"
#include "scdoc.h"
#include "ways.h"
#include "words.h"

enum head {
	HEAD_NAME,
	HEAD_SYNOPSIS,
	HEAD_DESCRIPTION,
	HEAD_EXAMPLES,
	HEAD_COMMANDS,
	HEAD_OPTIONS,
	HEAD_CONTEXTS,
	HEAD_EXITS,
	HEAD_ENVIRONMENT,
	HEAD_FILES,
	HEAD_SEE,
};

static const char *const heads[][LANGUAGES] = {
	[HEAD_NAME] = { "TÊN", "NAME" },
	[HEAD_SYNOPSIS] = { "CÁCH DÙNG", "SYNOPSIS" },
	[HEAD_DESCRIPTION] = { "MÔ TẢ", "DESCRIPTION" },
	[HEAD_EXAMPLES] = { "VÍ DỤ", "EXAMPLES" },
	[HEAD_COMMANDS] = { "CÁC LỆNH", "COMMANDS" },
	[HEAD_OPTIONS] = { "TÙY CHỌN CỦA MỌI LỆNH", "OPTIONS OF EVERY COMMAND" },
	[HEAD_CONTEXTS] = { "NGỮ CẢNH", "CONTEXTS" },
	[HEAD_EXITS] = { "MÃ KẾT QUẢ", "EXIT STATUS" },
	[HEAD_ENVIRONMENT] = { "BIẾN MÔI TRƯỜNG", "ENVIRONMENT" },
	[HEAD_FILES] = { "TỆP", "FILES" },
	[HEAD_SEE] = { "XEM THÊM", "SEE ALSO" },
};

static const char *const purpose[LANGUAGES] = {
	"công cụ của đơn vị, người vận hành và người kiểm tra của các cụm thi đua",
	"the tool of the offices, the operator and the auditors of emulation clusters",
};

static const char *const synopsis[LANGUAGES] = { "LỆNH [TÙY CHỌN ...] [...]",
	                                         "COMMAND [OPTION ...] [...]" };

static const char *const description[LANGUAGES] = {
	"Gửi báo cáo đã ký cho thiduad(8), giữ trong hộp thư đi cho đến khi có biên nhận, cho xem bảng xếp hạng và từng "
	"điểm, và tính lại sổ đã xuất mà không cần máy chủ. Mọi lệnh đều có --help và --json. Kết quả ra stdout, mọi "
	"lời khác ra stderr. Không có bí mật nào là tùy chọn hay biến: khóa là một tệp chỉ chủ nó đọc được.",
	"Sends signed reports to thiduad(8), keeps them in an outbox until there is a receipt, shows the standings and "
	"every point of them, and recomputes an exported journal without a daemon. Every command has --help and --json. "
	"Results go to stdout, all other words to stderr. No secret is ever an option or a variable: a credential is a "
	"file that only its owner can read.",
};

static const char *const contexts[LANGUAGES] = {
	"Tệp ngữ cảnh thay cho việc ghi nơi gửi và khóa ở mỗi dòng lệnh; thidua context create tạo ra nó. Mỗi dòng là một "
	"chú thích (#) hoặc \"khóa = giá trị\"; khóa là tên của một trong các tùy chọn sau, và tùy chọn trên dòng lệnh "
	"được ưu tiên. Đường dẫn không bắt đầu bằng / hay ~/ được tính từ thư mục của tệp.",
	"A context file spares endpoints and keys on the command line; thidua context create makes one. A line is a "
	"comment (#) or \"key = value\"; a key is the name of one of the following options, and flags win over the file. "
	"Paths that do not begin with / or ~/ are relative to the file's folder.",
};

struct saying {
	const char *name;
	const char *said[LANGUAGES];
};

static const struct saying variables[] = {
	{ "THIDUA_CONTEXT",
	  { "ngữ cảnh khi không có --context", "the context when there is no --context" } },
	{ "THIDUA_LANG",
	  { "vi hoặc en, khi không có --lang", "vi or en, when there is no --lang" } },
	{ "LC_ALL, LC_MESSAGES, LANG",
	  { "ngôn ngữ khi không có cả hai; không nói gì thì là tiếng Việt",
	    "the language without either of them; Vietnamese when they say nothing" } },
	{ "XDG_CONFIG_HOME", { "thay cho ~/.config", "in place of ~/.config" } },
	{ "NO_COLOR", { "có giá trị: không dùng màu", "not empty: no colours" } },
	{ "TERM",
	  { "dumb, trống hoặc không rõ: không màu, và watch ghi mỗi thay đổi một dòng",
	    "dumb, empty or unknown: no colours, and watch writes one line a change" } },
};

static const struct saying files[] = {
	{ "~/.config/thidua/contexts/NAME.conf",
	  { "ngữ cảnh NAME; default.conf được đọc khi không nêu ngữ cảnh nào",
	    "the context NAME; default.conf is read when none is named" } },
	{ "~/.config/thidua/contexts/NAME.map",
	  { "bản đồ ô của bảng tính riêng, do thidua map ghi, có thể sửa tay",
	    "the cells of an office's own spreadsheet, written by thidua map; may be changed by hand" } },
	{ "KEY, KEY.pub",
	  { "khóa do thidua keygen tạo: nửa bí mật (0600) và nửa công khai",
	    "a key made by thidua keygen: the secret file (0600) and the public one" } },
	{ "KEY.outbox",
	  { "hộp thư đi của khóa (SQLite): lệnh đang chờ và biên nhận; cần được sao lưu",
	    "the key's outbox (SQLite): commands that wait, and receipts; back it up" } },
};

/* --- what scdoc reads --- */

static void head(enum head which)
{
	printf("# %s\n\n", heads[which][words_language()]);
}

static void sayings(const struct saying *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		scdoc_item(all[i].name, NULL, all[i].said[words_language()]);
}

/* --- sections --- */

/* The fields of an action; a line that follows ++ stands where the one before does. */
static void fields(struct arena *arena, const struct form *form)
{
	for (size_t i = 0; i < form->field_count; i++) {
		printf("%s_%s_ - ", i > 0 ? "++\n" : "\t", form->fields[i].name);
		scdoc_text(fields_takes(arena, form, &form->fields[i]));
	}
	puts("\n");
}

static void actions(struct arena *arena)
{
	for (size_t i = 0; i < form_command.field_count; i++) {
		const struct form_field *action = &form_command.fields[i];

		if (!action->chosen)
			continue;
		printf("*thidua send %s*\n", action->name);
		fields(arena, action->inside);
	}
}

static void options(struct arena *arena, uint64_t bits)
{
	for (int i = 0; i < OPTIONS; i++)
		if (bits & TAKES(i))
			scdoc_item(options_spelled(arena, (enum setting)i), NULL,
			           options_meaning((enum setting)i));
}

static void command(struct arena *arena, const struct verb *verb)
{
	const char *at = verb->usage, *notes = verb->notes[words_language()];

	printf("## thidua %s\n\n", verb->name);
	scdoc_paragraph(verb->purpose[words_language()]);
	for (const char *usage; (usage = ways_next(arena, verb->usage, &at));) {
		printf("*thidua %s*", verb->name);
		scdoc_text(usage + strlen("thidua ") + strlen(verb->name));
		puts(at ? "++" : "\n");
	}
	if (*notes)
		scdoc_paragraph(notes);
	options(arena, verb->takes);
	if (verb->run == cmd_send)
		actions(arena);
	scdoc_paragraph(say(WORD_HELP_EXAMPLES));
	scdoc_examples(verb->examples);
}

/* "Exit codes: 0 done · 1 refused": what begins with a number is an item. */
static void exits(struct arena *arena)
{
	const char *at = strchr(say(WORD_HELP_EXITS), ':') + 2;

	while (at) {
		const char *end = strstr(at, " · ");
		const char *one = end ? arena_text(arena, "%.*s", (int)(end - at), at) : at;
		const size_t digits = strspn(one, "0123456789");

		if (digits > 0)
			scdoc_item(arena_text(arena, "%.*s", (int)digits, one), NULL,
			           one + digits + 1);
		else
			scdoc_paragraph(one);
		at = end ? end + strlen(" · ") : NULL;
	}
}

static void settings(void)
{
	for (int i = 0, told = 0; i < OPTIONS; i++)
		if (options_find(options_name((enum setting)i)) == i)
			printf("%s*%s*", told++ ? ", " : "", options_name((enum setting)i));
	puts("\n");
}

static void page(struct arena *arena)
{
	printf("thidua(1) \"thidua %s\"\n\n", THIDUA_VERSION);
	head(HEAD_NAME);
	printf("thidua - %s\n\n", purpose[words_language()]);
	head(HEAD_SYNOPSIS);
	fputs("*thidua* ", stdout);
	scdoc_paragraph(synopsis[words_language()]);
	head(HEAD_DESCRIPTION);
	scdoc_paragraph(description[words_language()]);
	head(HEAD_EXAMPLES);
	scdoc_examples(help_examples);
	head(HEAD_COMMANDS);
	for (const struct verb *verb = cli_verbs; verb->name; verb++)
		command(arena, verb);
	head(HEAD_OPTIONS);
	options(arena, TAKEN_BY_ALL);
	head(HEAD_CONTEXTS);
	scdoc_paragraph(contexts[words_language()]);
	settings();
	head(HEAD_EXITS);
	exits(arena);
	head(HEAD_ENVIRONMENT);
	sayings(variables, sizeof(variables) / sizeof(variables[0]));
	head(HEAD_FILES);
	sayings(files, sizeof(files) / sizeof(files[0]));
	head(HEAD_SEE);
	puts("*thiduad*(8), *thiduad.conf*(5)");
}

int main(int argc, char **argv)
{
	struct arena arena;

	if (argc != 2 || words_choose(argv[1]) != 0) {
		fputs("usage: thidua_manual vi|en\n", stderr);
		return 1;
	}
	arena_init(&arena, 0);
	page(&arena);
	arena_close(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}
