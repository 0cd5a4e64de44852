/** The keys of personal data, and what is done with them. */
@NullMarked
package dev.millrace.ingestion.privacy;

import org.jspecify.annotations.NullMarked;
