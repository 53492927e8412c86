/*
 * Civil dates from days and back by the proleptic Gregorian calendar, in eras of 400 years that
 * begin on 1 March, so that the leap day is the last of its year.
 */
#include "calendar.h"

enum {
	UTC_OFFSET_SECONDS = 7 * 3600,
	DAYS_BEFORE_1970 = 719468,
	DAYS_IN_ERA = 146097,
	FIRST_YEAR = 1970,
	LAST_YEAR = 2999
};

#define UTC_OFFSET (UTC_OFFSET_SECONDS * MICROSECONDS)

struct date {
	int32_t year, month, day;
};

static int32_t days_of(struct date date)
{
	int32_t year = date.month <= 2 ? date.year - 1 : date.year;
	int32_t era = (year >= 0 ? year : year - 399) / 400;
	int32_t year_of_era = year - era * 400;
	int32_t month = date.month > 2 ? date.month - 3 : date.month + 9; /* from March */
	int32_t day_of_year = (153 * month + 2) / 5 + date.day - 1;

	return era * DAYS_IN_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - DAYS_BEFORE_1970;
}

static struct date date_of(int32_t day)
{
	int64_t shifted = (int64_t)day + DAYS_BEFORE_1970;
	int64_t era = (shifted >= 0 ? shifted : shifted - (DAYS_IN_ERA - 1)) / DAYS_IN_ERA;
	int32_t day_of_era = (int32_t)(shifted - era * DAYS_IN_ERA);
	int32_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
	                day_of_era / (DAYS_IN_ERA - 1)) /
	               365;
	int32_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
	int32_t month = (5 * day_of_year + 2) / 153; /* from March */

	return (struct date){
		.year = (int32_t)(year + era * 400) + (month >= 10 ? 1 : 0),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
	};
}

/* The local day of an instant and the microseconds of that day gone by. The offset is added within
 * the day, where no instant can overflow. */
static int32_t split(int64_t instant, int64_t *of_day)
{
	int64_t day = instant / DAY_MICROSECONDS, rest = instant % DAY_MICROSECONDS + UTC_OFFSET;

	if (rest < 0) {
		rest += DAY_MICROSECONDS;
		day--;
	} else if (rest >= DAY_MICROSECONDS) {
		rest -= DAY_MICROSECONDS;
		day++;
	}
	*of_day = rest;
	return (int32_t)day;
}

int32_t calendar_day(int64_t instant)
{
	int64_t of_day;

	return split(instant, &of_day);
}

int64_t calendar_midnight(int32_t day)
{
	return day * DAY_MICROSECONDS - UTC_OFFSET;
}

int32_t calendar_year(int32_t day)
{
	return date_of(day).year;
}

int calendar_weekday(int32_t day)
{
	int64_t from_monday = ((int64_t)day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

static bool is_holiday(int32_t day, const int32_t *holidays, size_t count)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;

		if (holidays[middle] == day)
			return true;
		if (holidays[middle] < day)
			low = middle + 1;
		else
			count = middle;
	}
	return false;
}

int32_t calendar_roll(int32_t day, const int32_t *holidays, size_t count)
{
	while (calendar_weekday(day) >= 6 || is_holiday(day, holidays, count))
		day++;
	return day;
}

int64_t calendar_days_after(int64_t instant, int32_t days)
{
	return calendar_midnight(calendar_day(instant) + days + 1);
}

int64_t calendar_days_before(int64_t lock, int32_t days)
{
	return lock - days * DAY_MICROSECONDS;
}

/* Exactly `count` digits, or -1. */
static int32_t read_digits(const char *text, int count)
{
	int32_t value = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

static int32_t month_length(int32_t year, int32_t month)
{
	static const int32_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : lengths[month - 1];
}

/* The ten characters of a date; what follows them is not looked at. */
static bool read_date(const char *text, int32_t *out)
{
	struct date date;

	if ((date.year = read_digits(text, 4)) < FIRST_YEAR || date.year > LAST_YEAR ||
	    text[4] != '-')
		return false;
	if ((date.month = read_digits(text + 5, 2)) < 1 || date.month > 12 || text[7] != '-')
		return false;
	if ((date.day = read_digits(text + 8, 2)) < 1 ||
	    date.day > month_length(date.year, date.month))
		return false;
	*out = days_of(date);
	return true;
}

bool calendar_parse(const char *text, int32_t *out)
{
	int32_t day;

	if (!read_date(text, &day) || text[10] != '\0')
		return false;
	*out = day;
	return true;
}

static char *write_digits(int64_t value, int count, char *out)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + count;
}

char *calendar_format(int32_t day, char *out)
{
	struct date date = date_of(day);

	if (date.year < 0 || date.year > 9999) /* of a hostile message: four digits cannot say it */
		date = (struct date){ 0 };
	char *next = write_digits(date.year, 4, out);

	*next++ = '-';
	next = write_digits(date.month, 2, next);
	*next++ = '-';
	next = write_digits(date.day, 2, next);
	*next = '\0';
	return out;
}

/* ":SS" and ".ffffff", both optional, the second only after the first. */
static bool read_seconds(const char **text, int64_t *out)
{
	int64_t unit = MICROSECONDS;

	*out = 0;
	if (**text != ':')
		return true;
	int32_t second;

	if ((second = read_digits(*text + 1, 2)) < 0 || second > 59)
		return false;
	*out = second * MICROSECONDS;
	*text += 3;
	if (**text != '.')
		return true;
	++*text;
	if (read_digits(*text, 1) < 0)
		return false;
	for (; read_digits(*text, 1) >= 0; ++*text) {
		if (unit == 1) /* finer than a microsecond */
			return false;
		unit /= 10;
		*out += read_digits(*text, 1) * unit;
	}
	return true;
}

bool calendar_parse_instant(const char *text, int64_t *out)
{
	int32_t day;

	if (!read_date(text, &day) || text[10] != 'T')
		return false;
	int32_t hour;

	if ((hour = read_digits(text + 11, 2)) < 0 || hour > 23 || text[13] != ':')
		return false;
	int32_t minute;

	if ((minute = read_digits(text + 14, 2)) < 0 || minute > 59)
		return false;
	text += 16;
	int64_t seconds;

	if (!read_seconds(&text, &seconds))
		return false;
	int64_t offset;

	if (text[0] == 'Z' && text[1] == '\0')
		offset = 0;
	else if (text[0] == '+' && read_digits(text + 1, 2) == 7 && text[3] == ':' &&
	         read_digits(text + 4, 2) == 0 && text[6] == '\0')
		offset = UTC_OFFSET;
	else
		return false;
	*out = day * DAY_MICROSECONDS + (hour * 60 + minute) * 60 * MICROSECONDS + seconds - offset;
	return true;
}

char *calendar_format_instant(int64_t instant, char *out)
{
	int64_t of_day;
	char *next = calendar_format(split(instant, &of_day), out) + 10;

	int64_t seconds = of_day / MICROSECONDS;
	int64_t fraction = of_day % MICROSECONDS;

	*next++ = 'T';
	next = write_digits(seconds / 3600, 2, next);
	*next++ = ':';
	next = write_digits(seconds / 60 % 60, 2, next);
	*next++ = ':';
	next = write_digits(seconds % 60, 2, next);
	if (fraction != 0) {
		*next++ = '.';
		next = write_digits(fraction, 6, next);
	}
	for (const char *offset = "+07:00"; *offset != '\0';)
		*next++ = *offset++;
	*next = '\0';
	return out;
}
