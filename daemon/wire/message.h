/*
 * message -- protobuf-c's messages out of an arena and into a buffer.
 *
 * protobuf-c asks an allocator for every string and array. Ours is the arena of the message, so its budget bounds what a
 * stranger can make us allocate, and nothing is freed alone.
 */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buffer;

/* In the arena; NULL when the bytes are no such message or the arena's budget is spent. */
void *message_unpack(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t size, struct arena *arena);

/* Appends the serialised message. */
void message_append(struct buffer *out, const ProtobufCMessage *message);

/* The same after its size as a varint, as the records of a bundle are framed. */
void message_append_sized(struct buffer *out, const ProtobufCMessage *message);

/* Points at the caller's bytes. */
ProtobufCBinaryData message_bytes(const uint8_t *bytes, size_t size);

/* NULL, which is absent, for NULL and "". */
char *message_text(const char *text);

/* "" for NULL. */
const char *message_or_empty(const char *text);

/* Pointers to count messages that stand in a row, as protobuf-c wants a repeated field. In the arena. */
void *message_list(struct arena *arena, void *messages, size_t count, size_t size);

#endif
