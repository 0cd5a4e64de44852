/** What both the gate and the rollout reckon with. */
@NullMarked
package dev.millrace.lifecycle.domain.statistics;

import org.jspecify.annotations.NullMarked;
