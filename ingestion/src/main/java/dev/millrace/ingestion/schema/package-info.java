/** Events held against the schemas of their pipelines. */
@NullMarked
package dev.millrace.ingestion.schema;

import org.jspecify.annotations.NullMarked;
