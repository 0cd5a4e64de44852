/** Datasets of labelled requests: read from topics, written to a bucket. */
@NullMarked
package dev.millrace.lifecycle.dataset;

import org.jspecify.annotations.NullMarked;
