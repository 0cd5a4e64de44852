/** Answers rated by a model: which ones, in which questions, for how much money. */
@NullMarked
package dev.millrace.lifecycle.domain.judge;

import org.jspecify.annotations.NullMarked;
