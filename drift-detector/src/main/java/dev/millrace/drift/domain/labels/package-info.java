/** Answers and what turned out to be true of them, joined in any order. */
@NullMarked
package dev.millrace.drift.domain.labels;

import org.jspecify.annotations.NullMarked;
