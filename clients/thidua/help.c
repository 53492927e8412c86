/*
 * A page for each command, in both languages. Examples come first, because they are what is copied;
 * the options follow from the table in options.c, so that they cannot be forgotten here.
 */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

struct page {
	const char *name;
	const char *purpose[LANGUAGES];
	const char *usage;
	const char *examples; /* two blanks before each line */
	const char *notes[LANGUAGES];
};

static const struct page pages[] = {
	{ "submit",
	  { "gửi báo cáo của một kỳ, chắc chắn không mất",
	    "send the report of a period so that it is never lost" },
	  "thidua submit FILE.json [--dry-run] [--no-wait]",
	  "  thidua submit q1.json --context tq\n  thidua submit q1.json --context tq --dry-run\n  thidua submit - < q1.json",
	  { "Không ghi \"revision\" thì bản kế tiếp được tự tính. Mẫu: report.schema.json. Kết quả 75: đã giữ trong hộp thư đi.",
	    "Without \"revision\" the next one is found. Format: report.schema.json. Exit 75: kept in the outbox." } },
	{ "standings",
	  { "bảng xếp hạng", "the ranked table" },
	  "thidua standings [--period Q2] [--board TQ]",
	  "  thidua standings --context tq\n  thidua standings --context tq --period Q2 --json",
	  { "--board làm nổi một đơn vị.", "--board marks one row." } },
	{ "scorecard",
	  { "giải thích từng điểm của một đơn vị", "explain every point of a board" },
	  "thidua scorecard --board TQ [--period Q2]",
	  "  thidua scorecard --context tq\n  thidua scorecard --context tq --board HN --period FINAL",
	  { NULL, NULL } },
	{ "watch",
	  { "theo dõi bảng xếp hạng trực tiếp", "follow the standings live" },
	  "thidua watch [--period Q2] [--count N] [--wait SECONDS]",
	  "  thidua watch --context tq\n  thidua watch --context tq --count 1 --wait 30 --json",
	  { "Trên màn hình: q thoát, p tạm dừng. Không phải màn hình: mỗi thay đổi một dòng. Hết --wait mà chưa đủ --count: kết quả 69.",
	    "On a terminal: q quits, p pauses. Elsewhere: one line a change. --wait over before --count: exit 69." } },
	{ "report",
	  { "xem một báo cáo đã ghi sổ", "show a stored report" },
	  "thidua report --board TQ --period Q1 [--revision N]",
	  "  thidua report --context tq --period Q1\n  thidua report --context tq --period Q1 --revision 1 --json",
	  { NULL, NULL } },
	{ "season",
	  { "quy chế của mùa thi đua: kiểm tra, đăng ký, xem", "the season: check, define, show" },
	  "thidua season check FILE.json | define FILE.json [--version N] | show",
	  "  thidua season check season.json\n  thidua season define season.json --context operator\n  thidua season show --context tq",
	  { "check không cần máy chủ. Mẫu: season.schema.json.",
	    "check needs no daemon. Format: season.schema.json." } },
	{ "key",
	  { "cấp và thu hồi quyền của một khóa", "grant and revoke a key" },
	  "thidua key grant FILE.pub --role ROLE [--board TQ] | revoke FILE.pub --reason TEXT",
	  "  thidua key grant tq.key.pub --role office --board TQ --context operator\n"
	  "  thidua key revoke tq.key.pub --reason \"đổi máy\" --context operator",
	  { "Khóa đã thu hồi không cấp lại được.", "A key once revoked is never granted again." } },
	{ "keygen",
	  { "tạo khóa của đơn vị, người vận hành hoặc máy chủ",
	    "make the key of an office, the operator or the daemon" },
	  "thidua keygen --label TEXT --out FILE",
	  "  thidua keygen --label \"Ban Tổ chức Tỉnh ủy Tuyên Quang\" --out tq.key",
	  { "Tạo FILE (bí mật, 0600) và FILE.pub (công khai); không ghi đè.",
	    "Makes FILE (secret, 0600) and FILE.pub (public); never overwrites." } },
	{ "journal",
	  { "liệt kê hoặc xuất sổ của cụm", "list or export the cluster's journal" },
	  "thidua journal [--from N] | --out BUNDLE [--operator-key FILE.pub]",
	  "  thidua journal --context tq --from 100\n  thidua journal --context tq --out 2024.bundle --operator-key operator.pub",
	  { "Tệp xuất ra kiểm tra được bằng thidua verify, không cần máy chủ.",
	    "The bundle can be checked by thidua verify without a daemon." } },
	{ "verify",
	  { "tính lại sổ đã xuất, không cần máy chủ",
	    "recompute an exported journal, without a daemon" },
	  "thidua verify BUNDLE [--operator-key FILE.pub]",
	  "  thidua verify 2024.bundle --operator-key operator.pub",
	  { "Chuỗi băm, chữ ký, mọi quy tắc và mọi bảng đã khóa; sai thì kết quả 1 và nêu chỗ khác đầu tiên.",
	    "Chain, signatures, every rule and every locked standing; exit 1 and the first difference otherwise." } },
	{ "outbox",
	  { "hộp thư đi: xem, gửi lại, biên nhận", "the outbox: list, send again, receipts" },
	  "thidua outbox [list | flush | receipts]",
	  "  thidua outbox --context tq\n  thidua outbox flush --context tq",
	  { NULL, NULL } },
	{ "clock",
	  { "đưa đồng hồ diễn tập tới trước", "set a rehearsal's clock forward" },
	  "thidua clock advance INSTANT",
	  "  thidua clock advance 2024-06-15T08:00+07:00 --context operator",
	  { NULL, NULL } },
	{ "ping",
	  { "máy chủ có trả lời không", "does the daemon answer?" },
	  "thidua ping",
	  "  thidua ping --context tq",
	  { NULL, NULL } },
};

static const struct page *find(const char *verb)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (strcmp(pages[i].name, verb) == 0)
			return &pages[i];
	return NULL;
}

const char *help_usage(const char *verb)
{
	const struct page *page = find(verb);

	return page ? page->usage : verb;
}

void help_all(const struct verb *verbs, FILE *out)
{
	fprintf(out, "%s\n\n", say(WORD_HELP_EXAMPLES));
	fputs("  thidua keygen --label \"Ban Tổ chức Tỉnh ủy Tuyên Quang\" --out tq.key\n"
	      "  thidua submit q1.json --context tq\n"
	      "  thidua standings --context tq\n"
	      "  thidua watch --context tq\n\n",
	      out);
	fprintf(out, "%s\n\n", say(WORD_HELP_COMMANDS_LIST));
	for (; verbs->name; verbs++)
		fprintf(out, "  %-10s %s\n", verbs->name,
		        find(verbs->name)->purpose[words_language()]);
	fprintf(out, "\n%s\n", say(WORD_HELP_MORE));
	fprintf(out, "%s\n", say(WORD_HELP_EXITS));
}

void help_verb(const struct verb *verb)
{
	const struct page *page = find(verb->name);
	const char *notes = page->notes[words_language()];

	printf("thidua %s: %s\n\n%s\n\n%s\n\n", page->name, page->purpose[words_language()],
	       say(WORD_HELP_EXAMPLES), page->examples);
	printf("%s\n\n  %s\n\n", say(WORD_HELP_USAGE), page->usage);
	if (notes)
		printf("%s\n\n", notes);
	printf("%s\n\n", say(WORD_HELP_OPTIONS));
	options_help(verb->takes | TAKEN_BY_ALL);
	printf("\n%s\n", say(WORD_HELP_EXITS));
}
