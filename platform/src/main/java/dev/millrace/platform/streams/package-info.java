/** How jobs on Kafka Streams run: exactly once, in bounded memory, and on after a failure. */
@NullMarked
package dev.millrace.platform.streams;

import org.jspecify.annotations.NullMarked;
