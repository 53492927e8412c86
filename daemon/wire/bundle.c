#include "bundle.h"

#include "buffer.h"
#include "bundle_message.h"
#include "protobuf.h"
#include "raw.h"
#include "reply_message.h"

static void append_record(struct buffer *out, Thidua__V1__BundleRecord *record)
{
	protobuf_append_sized(out, &record->base);
}

void bundle_begin(struct buffer *out, const char *cluster, const uint8_t operator_key[KEY_SIZE],
                  const uint8_t epoch[EPOCH_SIZE], int64_t exported_at)
{
	Thidua__V1__BundleRecord record = THIDUA__V1__BUNDLE_RECORD__INIT;
	Thidua__V1__BundleHeader header = THIDUA__V1__BUNDLE_HEADER__INIT;

	header.cluster = (char *)cluster;
	header.has_operator_key = true;
	header.operator_key = protobuf_bytes(operator_key, KEY_SIZE);
	header.has_epoch = true;
	header.epoch = protobuf_bytes(epoch, EPOCH_SIZE);
	header.has_exported_at = true;
	header.exported_at = exported_at;
	record.record_case = THIDUA__V1__BUNDLE_RECORD__RECORD_HEADER;
	record.header = &header;
	buffer_append(out, BUNDLE_MAGIC, BUNDLE_MAGIC_SIZE);
	append_record(out, &record);
}

void bundle_entry(struct buffer *out, const struct journal_entry *entry)
{
	Thidua__V1__BundleRecord record = THIDUA__V1__BUNDLE_RECORD__INIT;
	Thidua__V1__SignedCommand command;
	Thidua__V1__StoredCommand stored;

	reply_entry(entry, &command, &stored);
	record.record_case = THIDUA__V1__BUNDLE_RECORD__RECORD_ENTRY;
	record.entry = &stored;
	append_record(out, &record);
}

/* The record's one field is length-delimited, so the message goes in as it is. */
void bundle_locked(struct buffer *out, const uint8_t *standings, size_t size)
{
	const uint8_t tag = THIDUA__V1__BUNDLE_RECORD__RECORD_LOCKED << 3 | RAW_BYTES;
	uint8_t sized[RAW_VARINT_SIZE];
	const size_t sized_size = raw_write_varint(size, sized);
	uint8_t whole[RAW_VARINT_SIZE];

	buffer_append(out, whole, raw_write_varint(1 + sized_size + size, whole));
	buffer_append(out, &tag, 1);
	buffer_append(out, sized, sized_size);
	buffer_append(out, standings, size);
}

void bundle_end(struct buffer *out, uint64_t entries)
{
	Thidua__V1__BundleRecord record = THIDUA__V1__BUNDLE_RECORD__INIT;
	Thidua__V1__BundleTrailer trailer = THIDUA__V1__BUNDLE_TRAILER__INIT;
	uint8_t hash[HASH_SIZE];

	seal_hash(out->data, out->size, hash);
	trailer.has_entries = true;
	trailer.entries = entries;
	trailer.has_hash = true;
	trailer.hash = protobuf_bytes(hash, HASH_SIZE);
	record.record_case = THIDUA__V1__BUNDLE_RECORD__RECORD_TRAILER;
	record.trailer = &trailer;
	append_record(out, &record);
}
