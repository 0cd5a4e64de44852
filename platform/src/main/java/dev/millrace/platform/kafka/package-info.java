/** Connections to Kafka and the schema registry, and the ways to read a topic whole. */
@NullMarked
package dev.millrace.platform.kafka;

import org.jspecify.annotations.NullMarked;
