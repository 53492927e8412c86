/*
 * protobuf -- protobuf-c's messages out of an arena and into a buffer.
 *
 * protobuf-c asks an allocator for every string and array. Ours is the arena of the message, so its
 * budget bounds what a stranger can make us allocate, and nothing is freed alone.
 */
#ifndef WIRE_PROTOBUF_H
#define WIRE_PROTOBUF_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buffer;

/* In the arena; NULL when the bytes are no such message or the arena's budget is spent. */
void *protobuf_unpack(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                      size_t size, struct arena *arena);

/* Appends the serialised message. */
void protobuf_append(struct buffer *out, const ProtobufCMessage *message);

/* The same after its size as a varint, as the records of a bundle are framed. */
void protobuf_append_sized(struct buffer *out, const ProtobufCMessage *message);

#endif
