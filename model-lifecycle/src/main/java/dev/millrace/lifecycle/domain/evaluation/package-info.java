/** Whether a candidate is good enough to be given traffic. */
@NullMarked
package dev.millrace.lifecycle.domain.evaluation;

import org.jspecify.annotations.NullMarked;
