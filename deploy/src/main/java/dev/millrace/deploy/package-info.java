/** The factory on AWS: what would be created, for whom, and what it would cost. */
@NullMarked
package dev.millrace.deploy;

import org.jspecify.annotations.NullMarked;
