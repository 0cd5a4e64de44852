/** When a better model is asked for. */
@NullMarked
package dev.millrace.drift.domain.policy;

import org.jspecify.annotations.NullMarked;
