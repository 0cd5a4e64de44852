/** Tells a receiver of alerts over HTTP, by Standard Webhooks. */
@NullMarked
package dev.millrace.publisher.webhook;

import org.jspecify.annotations.NullMarked;
