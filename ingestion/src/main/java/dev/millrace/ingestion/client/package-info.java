/**
 * The Java producer: publishes events and feedback over the gateway's HTTP.
 *
 * <p>It knows nothing else of Millrace and needs only the JDK and Jackson, so that it can go where
 * producers are.
 */
@NullMarked
package dev.millrace.ingestion.client;

import org.jspecify.annotations.NullMarked;
