/**
 * Shared runtime without domain: settings, Kafka and AWS connections, HTTP, job runner; and
 * pricing.
 */
@NullMarked
package dev.millrace.platform;

import org.jspecify.annotations.NullMarked;
