/** What the gateway keeps of topics that hold a record for each window. */
@NullMarked
package dev.millrace.ingestion.gateway.windows;

import org.jspecify.annotations.NullMarked;
