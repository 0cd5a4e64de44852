/** For tests on real brokers: what breaks off where they say. */
@NullMarked
package dev.millrace.cost.testing;

import org.jspecify.annotations.NullMarked;
