/**
 * The Confluent wire format: magic 0, schema id, Avro; for plain clients, Kafka Streams and Flink.
 */
@NullMarked
package dev.millrace.schemas.wire;

import org.jspecify.annotations.NullMarked;
