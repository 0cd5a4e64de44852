/** Whether a canary gets more traffic, all of it, or none. */
@NullMarked
package dev.millrace.lifecycle.domain.rollout;

import org.jspecify.annotations.NullMarked;
