#include "bundle.h"

#include <string.h>

#include "buffer.h"
#include "bundle_message.h"
#include "messages_forms.h"
#include "raw.h"
#include "reply_standing.h"

/* A record after its size. */
static void append_record(struct buffer *out, const struct bundle_record *record)
{
	struct buffer written = { 0 };
	uint8_t size[RAW_VARINT_SIZE];

	form_write(&form_bundle_record, record, &written);
	buffer_append(out, size, raw_write_varint(written.size, size));
	buffer_append(out, written.data, written.size);
	buffer_close(&written);
}

void bundle_begin(struct buffer *out, const char *cluster, const uint8_t operator_key[KEY_SIZE],
                  const uint8_t epoch[EPOCH_SIZE], int64_t exported_at)
{
	struct bundle_record record = {
		.record = BUNDLE_HEADER,
		.header = { .cluster = cluster, .exported_at = exported_at },
	};

	memcpy(record.header.operator_key, operator_key, KEY_SIZE);
	memcpy(record.header.epoch, epoch, EPOCH_SIZE);
	buffer_append(out, BUNDLE_MAGIC, BUNDLE_MAGIC_SIZE);
	append_record(out, &record);
}

void bundle_entry(struct buffer *out, const struct journal_entry *entry)
{
	struct bundle_record record = { .record = BUNDLE_ENTRY };

	reply_entry(entry, &record.entry);
	append_record(out, &record);
}

/* The record's one field is length-delimited, so the message goes in as it is. */
void bundle_locked(struct buffer *out, const uint8_t *standings, size_t size)
{
	const uint8_t tag = BUNDLE_LOCKED << 3 | RAW_BYTES;
	uint8_t sized[RAW_VARINT_SIZE];
	const size_t sized_size = raw_write_varint(size, sized);
	uint8_t whole[RAW_VARINT_SIZE];

	buffer_append(out, whole, raw_write_varint(1 + sized_size + size, whole));
	buffer_append(out, &tag, 1);
	buffer_append(out, sized, sized_size);
	buffer_append(out, standings, size);
}

void bundle_end(struct buffer *out, uint64_t entries, const struct told_receipt *proof)
{
	struct bundle_record record = { .record = BUNDLE_TRAILER,
		                        .trailer = { .entries = entries } };

	record.trailer.has_proof = proof != NULL;
	if (proof)
		record.trailer.proof = *proof;
	seal_hash(out->data, out->size, record.trailer.hash);
	append_record(out, &record);
}
