/** The contract between the jobs: topics, their records, and the causes of whatever went wrong. */
@NullMarked
package dev.millrace.schemas;

import org.jspecify.annotations.NullMarked;
