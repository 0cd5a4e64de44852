/** What stands between a build and topics that hold records of other builds. */
@NullMarked
package dev.millrace.schemas.gate;

import org.jspecify.annotations.NullMarked;
