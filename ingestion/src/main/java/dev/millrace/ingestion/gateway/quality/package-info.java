/** What tenants may know of the drift and quality of their pipelines. */
@NullMarked
package dev.millrace.ingestion.gateway.quality;

import org.jspecify.annotations.NullMarked;
