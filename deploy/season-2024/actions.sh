# The actions of calendar.tsv and the words in which they are told, for deploy/quickstart: do_ACTION SUBJECT WHAT NOTE, by the
# tool as people type it. README.md lists them.
# shellcheck shell=bash disable=SC2154,SC2034 # quickstart sets season, place, moment, once and so on, and reads last_...

# --- words ---

local_day() { # of 2024-03-15T09:00:00+07:00: 15-03-2024
	echo "${1:8:2}-${1:5:2}-${1:0:4}"
}

local_time() { # 15-03-2024 09:00
	echo "$(local_day "$1") ${1:11:5}"
}

# Sentences, the first beside the instant, each from a line of its own on and folded at 80 columns.
tell() {
	local line text word
	[ -z "$once" ] || return 0
	line="  $(local_time "$moment") "
	for text in "$@"; do
		[ "$text" != - ] || continue
		for word in $text; do
			if [ $((${#line} + 1 + ${#word})) -gt 80 ]; then
				printf '%s\n' "$line"
				printf -v line '%19s' ''
			fi
			line+=" $word"
		done
		printf '%s\n' "$line"
		printf -v line '%19s' ''
	done
}

name_of() {
	if [ "$1" = "$supervisor" ]; then echo "Vụ Địa phương 1"; else echo "$1"; fi
}

period_words() {
	case $1 in
	Q1) echo "quý I" ;;
	Q2) echo "quý II" ;;
	Q3) echo "quý III" ;;
	Q4) echo "quý IV" ;;
	*) echo "cả năm" ;;
	esac
}

report_vi() { # CB/Q2
	echo "báo cáo $(period_words "${1#*/}") của ${1%/*}"
}

report_en() {
	echo "${1%/*}'s report of ${1#*/}"
}

# What the tool writes with --json, a member a line, in awk.
members() { # members [-v NAME=VALUE] PROGRAM
	awk -F '"' "${@:1:$#-1}" '{ name = $2; value = $4 }'"${*: -1}"
}

# --- standings ---

leader_of() { # leader_of PERIOD: its board and total; nothing while it is sealed
	as viewer standings --period "$1" --json | members '
		name == "frozen" { sealed = /true/ }
		name == "board" { board = value }
		name == "total" && !sealed && !told++ { print board, value }'
}

# --- many at once, each with a process of its own ---

at_once() { # at_once FUNCTION "OFFICE WHAT"...
	local deed=$1 pids=() i
	shift
	for i in "$@"; do
		"$deed" "${i% *}" "${i#* }" >"$place/${#pids[@]}.said" 2>&1 3>&- 9>&- &
		pids+=($!)
	done
	for i in "${!pids[@]}"; do
		wait "${pids[i]}" || {
			cat "$place/$i.said"
			fail "${*:i+1:1}: không được nhận / was not taken"
		}
	done
}

send_report() {
	as "$1" submit "$season/$2"
}

send_together() { # send_together "OFFICE FILE"...
	local file=${*: -1}
	at_once send_report "$@"
	sent=$((sent + $#))
	last_office=${file% *}
	last_period=${file#*/}
	last_period=${last_period%%/*}
	tell "nộp / report $last_period: ${*%% *}" "$note"
}

sign_compact() {
	as "$1" compact sign --yes
}

sign_together() { # sign_together "OFFICE -"...
	at_once sign_compact "$@"
	tell "ký giao ước / sign the compact: ${*%% *}"
}

# --- review ---

review() { # review OFFICE DEED BOARD/PERIOD ARGUMENT...
	as "$1" review "$2" "${3%/*}" --period "${3#*/}" "${@:4}" >/dev/null
}

waiting() { # waiting REVIEWER PERIOD: boards whose report this office may take
	as "$1" review list --period "$2" --json | members -v reviewer="$1" '
		name == "board" { board = value }
		name == "state" { state = value }
		name == "reviewer" && value == reviewer && state == "SUBMITTED" { print board }'
}

do_take() {
	review "$1" take "$2"
	tell "$1 nhận thẩm định $(report_vi "$2")" "$1 takes $(report_en "$2") for review"
}

do_waits() { # a checkpoint
	waiting "$1" "${2#*/}" | grep -Fxq "${2%/*}" || fail "$2: không chờ thẩm định / does not wait for review"
	tell "$1 không trả lời, $(report_vi "$2") tự trở lại hàng chờ" "$1 was silent; it waits for review again by itself"
}

do_return() {
	review "$1" take "$2"
	review "$1" return "$2" --reason "$3"
	tell "$1 trả lại $(report_vi "$2"): $3" "$1 returns $(report_en "$2")"
	last_returned=$2
}

do_verify() {
	case $2 in
	*/*) verify_one "$@" ;;
	*) verify_waiting "$1" "$2" ;;
	esac
}

verify_one() {
	review "$1" take "$2"
	if [ "$3" = - ]; then
		review "$1" verify "$2" --yes
		tell "$(name_of "$1") nhận thay và xác nhận $(report_vi "$2")" "the supervisor takes and verifies $(report_en "$2")"
	else
		review "$1" verify "$2" --yes "$3"
		tell "$1 điều chỉnh $(report_vi "$2"), $3" "$1 verifies $(report_en "$2"), adjusted"
	fi
}

verify_waiting() {
	local boards deed
	mapfile -t boards < <(waiting "$1" "$2")
	[ ${#boards[@]} -gt 0 ] || fail "$2: không báo cáo nào chờ $1 / no report waits for $1"
	for deed in take verify; do
		as "$1" review $deed "${boards[@]}" --period "$2" --yes >/dev/null
	done
	tell "$1 xác nhận $(period_words "$2") / verifies $2: ${boards[*]}"
}

do_dispute() {
	review "$1" dispute "$2" "$3"
	tell "$1 khiếu nại kết quả thẩm định $(period_words "${2#*/}"), $3" "$1 disputes what was found of its report of ${2#*/}"
}

do_resolve() {
	review "$1" resolve "$2" --yes "$3"
	tell "$(name_of "$1") giải quyết khiếu nại của ${2%/*}, $3" "the supervisor resolves the dispute"
}

# --- limitations ---

do_close() { # BOARD NAME HOW
	as "$1" limitation close "$2" "$(document "$1/limitations")" --reason "$3" >/dev/null
}

closing() { # closing REVIEWER: board and name of those that this office may confirm
	# shellcheck disable=SC2016 # awk's
	as "$1" limitation list --state closing --json | members -v reviewer="$1" '
		{ number = $3; gsub(/[^0-9]/, "", number) }
		name == "board" { board = value }
		name == "year" { limitation = number }
		name == "period" { limitation = limitation "-" value }
		name == "number" { limitation = limitation "-" number }
		name == "reviewer" && value == reviewer { print board, limitation }'
}

do_confirm() {
	local waiting of
	mapfile -t waiting < <(closing "$1")
	[ ${#waiting[@]} -gt 0 ] || fail "không hạn chế nào chờ $1 xác nhận / no limitation waits for $1"
	for of in "${waiting[@]}"; do
		as "$1" limitation confirm "${of% *}" "${of#* }" --yes >/dev/null
	done
	tell "$1 xác nhận ${#waiting[@]} hạn chế đã khắc phục: ${waiting[*]% *}" "these limitations are closed"
}

do_refuse() { # REVIEWER BOARD/NAME REASON
	as "$1" limitation refuse "${2%/*}" "${2#*/}" --reason "$3" >/dev/null
	tell "$1 không xác nhận hạn chế ${2#*/} của ${2%/*}: $3" "$1 does not confirm it: it stays open"
}

# --- models ---

unjudged() { # unjudged REVIEWER: board/title of those that this office judges and nobody has
	# shellcheck disable=SC2016 # awk's
	as "$1" model list --state open --json | members -v reviewer="$1" '
		name == "board" { board = value }
		name == "title" { title = value }
		name == "reviewer" && value == reviewer { print board "/" title }'
}

do_judge() { # REVIEWER BOARD/TITLE "VERDICT: REASON", or what waits
	local verdict=${3%%: *} other=()
	if [ "$2" = - ]; then
		judge_waiting "$1"
		return
	fi
	if [ "${verdict%% *}" = duplicate ]; then
		other=("${verdict#* }")
		other=("${other[0]%%/*}" "${other[0]#*/}")
	fi
	as "$1" model judge "${2%%/*}" "${2#*/}" "${verdict%% *}" "${other[@]}" --reason "${3#*: }" --yes >/dev/null
	case ${verdict%% *} in
	refused) tell "$1 không công nhận mô hình của ${2%%/*}, ${2#*/}: ${3#*: }" "$1 does not recognise a model" ;;
	duplicate) tell "mô hình của ${2%%/*}, ${2#*/}, trùng với của ${other[0]}" "a model is one of ${other[0]}'s" ;;
	*) tell "$(name_of "$1") công nhận mô hình của ${2%%/*} sau khiếu nại" "the supervisor recognises it after all" ;;
	esac
}

judge_waiting() {
	local waiting model
	mapfile -t waiting < <(unjudged "$1")
	[ ${#waiting[@]} -gt 0 ] || fail "không mô hình nào chờ $1 / no model waits for $1"
	for model in "${waiting[@]}"; do
		as "$1" model judge "${model%%/*}" "${model#*/}" recognised --yes >/dev/null
	done
	tell "$1 công nhận / recognises: ${#waiting[@]} mô hình / models"
}

do_protest() { # BOARD TITLE REASON
	as "$1" model dispute "$2" --reason "$3" >/dev/null
	tell "$1 khiếu nại: $3" "$1 disputes the verdict"
}

# --- what needs two signatures; it rests on documents/BOARD-WHAT.txt ---

document() {
	echo "$season/documents/${1/\//-}.txt"
}

enter() { # enter OFFICE BOARD/RULE "POINTS: REASON"
	as "$1" points enter "${2#*/}" "${3%%: *}" "$(document "$2")" --board "${2%/*}" --reason "${3#*: }" >/dev/null
}

do_bonus() {
	enter "$@"
	tell "$1 đề nghị thưởng ${2%/*} ${3%%: *} điểm: ${3#*: }" "$1 proposes a bonus for ${2%/*}"
}

do_deduction() {
	enter "$@"
	tell "$1 đề nghị trừ ${2%/*} ${3%%: *} điểm: ${3#*: }" "$1 proposes a deduction from ${2%/*}"
}

do_amend() { # OFFICE BOARD/PERIOD "TASK=VALUE: REASON"
	as "$1" amend "${2%/*}" "$(document "$2")" "$3" --period "${2#*/}" >/dev/null
	tell "$1 đề nghị sửa $(report_vi "$2") sau khóa, $3" "$1 proposes to amend $(report_en "$2"), which has locked"
}

open_proposal() { # open_proposal BOARD: the hash of the one about it
	as viewer proposal list --json | members -v about="$1" '
		name == "proposal" { hash = value }
		name == "state" { open = value == "OPEN" }
		name == "board" { if (open && value == about) print hash; open = 0 }'
}

do_countersign() {
	as "$1" proposal countersign "$(open_proposal "${2%/*}")" --yes >/dev/null
	case $2 in
	*/Q? | */FINAL) tell_amended "$@" ;;
	*) tell "$(name_of "$1") ký: đề nghị về $2 có hiệu lực" "the supervisor countersigns, and it takes effect" ;;
	esac
}

row_of() { # row_of OFFICE BOARD PERIOD [OPTION...]: its rank and total, as that office sees them
	# shellcheck disable=SC2016 # awk's
	as "$1" standings --period "$3" "${@:4}" --json | members -v board="$2" '
		name == "rank" { rank = $3; gsub(/[^0-9]/, "", rank) }
		name == "board" { mine = value == board }
		name == "total" && mine { print rank, value }'
}

rank_of() { # rank_of BOARD/PERIOD AMENDMENT
	local row
	row=$(row_of viewer "${1%/*}" "${1#*/}" --amendment "$2")
	echo "${row% *}"
}

tell_amended() {
	tell "$(name_of "$1") ký: bảng $(period_words "${2#*/}") đã khóa giữ nguyên, ${2%/*} hạng $(rank_of "$2" 0); bảng sửa đổi đi sau nó, ${2%/*} hạng $(rank_of "$2" 1)" \
		"the supervisor countersigns: what locked stays, an amended standing succeeds it"
	last_amended=${2#*/}
}

open_of() { # open_of OFFICE ACTION: the hash of the one of the whole season
	as "$1" proposal list --json | members -v wanted="$2" '
		name == "proposal" { hash = value }
		name == "action" { wants = value == wanted }
		name == "state" && wants && value == "OPEN" { print hash }'
}

# The first proposes, the second signs: of the season, reveal and finalise.
both_sign() { # both_sign OFFICE VERB ACTION YEAR WORDS-OF-THE-FIRST WORDS-OF-THE-SECOND, each in both languages
	local proposed
	proposed=$(open_of "$1" "$3")
	if [ -z "$proposed" ]; then
		as "$1" season "$2" "$4" --yes >/dev/null
		tell "$(name_of "$1") $5" "$6"
	else
		as "$1" proposal countersign "$proposed" --yes >/dev/null
		tell "$1 $7" "$8"
	fi
}

do_finalise() {
	both_sign "$1" finalise finalise_year "$2" \
		"đề nghị chốt năm $2" "the supervisor proposes that $2 is settled" \
		"ký: năm $2 đã chốt, từ đó giữ nguyên" "the head signs: the year is finalised and stays as it is"
}

# --- freeze and publication ---

do_reveal() {
	local leader
	both_sign "$1" reveal reveal "$2" \
		"đề nghị mở niêm phong bảng $(period_words "$2")" "the supervisor proposes to reveal $2" \
		"ký: niêm phong được mở" "the head signs: the freeze ends"
	leader=$(leader_of "$2")
	[ -z "$leader" ] || tell "mọi người thấy bảng $(period_words "$2"): nhất $leader" "all see $2"
}

do_unseen() { # BOARD PERIOD: a checkpoint: the head sees what neither another board nor a viewer does
	local head other viewer
	head=$(row_of HN "$1" "$2")
	other=$(row_of SL "$1" "$2")
	viewer=$(row_of viewer "$1" "$2")
	if [ "$other" != "$viewer" ] || [ "$head" = "$viewer" ]; then
		fail "$1: phải giữ kín / must be hidden: $head, $other, $viewer"
	fi
	tell "cụm trưởng thấy $1 hạng ${head% *}, ${head#* } điểm; mười một đơn vị khác và người xem vẫn thấy hạng ${viewer% *}, ${viewer#* }" \
		"the head sees what the other eleven and the viewers do not"
}

do_publish() { # SUPERVISOR PERIOD
	as "$1" season publish "$2" --yes >/dev/null
	tell "$(name_of "$1") công bố bảng $(period_words "$2")" "the supervisor publishes $2"
	last_published=$2
}
