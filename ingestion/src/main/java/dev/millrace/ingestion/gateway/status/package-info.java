/** How the factory stands: jobs, topics and groups, and who is told of it as it changes. */
@NullMarked
package dev.millrace.ingestion.gateway.status;

import org.jspecify.annotations.NullMarked;
